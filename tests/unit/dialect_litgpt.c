/* litgpt's scripts: model, adapter, devices. */

#include "dialect_case.h"

static void
reads_a_lora_file(void **state)
{
	struct workload *w = workload_of("litgpt", "l.yaml",
	    "checkpoint_dir: checkpoints/meta-llama/Llama-2-7b-hf\n"
	    "precision: bf16-true\nquantize: bnb.nf4\ndevices: 1\n"
	    "lora_r: 32\nlora_mlp: true\n"
	    "train: {global_batch_size: 8, micro_batch_size: 2, "
	    "max_seq_length: 512}\n");

	(void)state;
	says(w, F_MODEL_ID, "meta-llama/Llama-2-7b-hf");
	says(w, F_TRAIN_METHOD, "lora");
	says(w, F_TRAIN_LORA_TARGETS, "q, v, gate, up, down");
	says(w, F_QUANT_METHOD, "bnb-nf4");
	says(w, F_QUANT_COMPUTE_DTYPE, "bf16");
	says(w, F_TRAIN_PRECISION, "bf16");
	says(w, F_PARALLEL_SHARDING, "none");
	says(w, F_TRAIN_CHECKPOINTING, "none");
	says(w, F_TRAIN_ACCUMULATION, "4");
}

static void
shards_over_several_devices(void **state)
{
	struct workload *w = workload_of("litgpt", "f.yaml",
	    "checkpoint_dir: checkpoints/a/b\ndevices: 4\n"
	    "train: {global_batch_size: 16, micro_batch_size: 1}\n");

	(void)state;
	says(w, F_TRAIN_METHOD, "full");
	says(w, F_PARALLEL_GPUS, "4");
	says(w, F_PARALLEL_SHARDING, "fsdp");
	says(w, F_TRAIN_CHECKPOINTING, "full");
	says(w, F_TRAIN_PRECISION, "amp-bf16");
	says(w, F_LOAD_DTYPE, "fp32");
}

static void
takes_all_devices_for_pretraining(void **state)
{
	struct workload *w = workload_of("litgpt", "p.yaml",
	    "model_name: pythia-14m\ntokenizer_dir: t\n"
	    "train: {max_tokens: 3000000, lr_warmup_steps: 10}\n");

	(void)state;
	says(w, F_TRAIN_STAGE, "pretrain");
	says(w, F_PARALLEL_GPUS, "unknown");
	says(w, F_TRAIN_MICRO_BATCH, "4");
	says(w, F_TRAIN_SEQ_KIND, "packed");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_lora_file),
		cmocka_unit_test(shards_over_several_devices),
		cmocka_unit_test(takes_all_devices_for_pretraining),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
