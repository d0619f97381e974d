/* llm_foundry: MPT from scratch, checkpoints with adapters, evaluations. */

#include "dialect_case.h"

static void
reads_mpt(void **state)
{
	struct workload *w = workload_of("llm_foundry", "mpt.yaml",
	    "variables: {length: 2048}\nmax_seq_len: ${variables.length}\n"
	    "model: {name: mpt_causal_lm, d_model: 768, n_heads: 12,\n"
	    "  n_layers: 12, expansion_ratio: 4}\n"
	    "train_loader: {name: text}\nmax_duration: 10ba\n"
	    "global_train_batch_size: 256\ndevice_train_microbatch_size: 16\n"
	    "precision: amp_bf16\n"
	    "fsdp_config: {sharding_strategy: FULL_SHARD,\n"
	    "  activation_checkpointing: true}\n");

	(void)state;
	says(w, F_MODEL_INTERMEDIATE, "3,072");
	says(w, F_MODEL_VOCAB, "50,368");
	says(w, F_TRAIN_SEQ_LEN, "2,048");
	says(w, F_TRAIN_SEQ_KIND, "packed");
	says(w, F_TRAIN_METHOD, "full");
	says(w, F_TRAIN_CHECKPOINTING, "full");
	says(w, F_PARALLEL_SHARDING, "fsdp");
}

static void
reads_an_adapter(void **state)
{
	struct workload *w = workload_of("llm_foundry", "ft.yaml",
	    "model: {name: hf_causal_lm,\n"
	    "  pretrained_model_name_or_path: meta-llama/Llama-2-7b-hf,\n"
	    "  peft_config: {r: 16, target_modules: [q_proj]}}\n"
	    "train_loader: {name: finetuning}\nmax_duration: 1ep\n"
	    "device_train_microbatch_size: auto\n");

	(void)state;
	says(w, F_TRAIN_METHOD, "lora");
	says(w, F_TRAIN_LORA_RANK, "16");
	says(w, F_TRAIN_STAGE, "sft");
	says(w, F_TRAIN_SEQ_KIND, "cap");
	says(w, F_TRAIN_MICRO_BATCH, "unknown");
	says(w, F_TRAIN_PRECISION, "amp-bf16");
}

static void
takes_no_evaluation_for_training(void **state)
{
	struct workload *w = workload_of("llm_foundry", "eval.yaml",
	    "models: [{model_name: x}]\ndevice_eval_batch_size: 4\n");

	(void)state;
	assert_int_equal(w->kind, WORKLOAD_OTHER);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_mpt),
		cmocka_unit_test(reads_an_adapter),
		cmocka_unit_test(takes_no_evaluation_for_training),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
