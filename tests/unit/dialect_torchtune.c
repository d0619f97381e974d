/* torchtune: models by their builders, adapters, recipes. */

#include "dialect_case.h"

static void
reads_an_adapter_recipe(void **state)
{
	struct workload *w = workload_of("torchtune", "8B_qlora.yaml",
	    "model:\n  _component_: "
	    "torchtune.models.llama3_1.qlora_llama3_1_8b\n"
	    "  lora_attn_modules: [q_proj, v_proj, output_proj]\n"
	    "  apply_lora_to_mlp: True\n  apply_lora_to_output: False\n"
	    "  lora_rank: 16\n"
	    "tokenizer: {_component_: torchtune.t, max_seq_len: 2048}\n"
	    "dataset: {_component_: torchtune.d, packed: True}\n"
	    "optimizer: {_component_: torch.optim.AdamW}\n"
	    "checkpointer: {}\ndtype: bf16\nbatch_size: 2\n"
	    "enable_activation_checkpointing: True\n");

	(void)state;
	says(w, F_TRAIN_METHOD, "lora");
	says(w, F_QUANT_METHOD, "bnb-nf4");
	says(w, F_TRAIN_LORA_RANK, "16");
	says(w, F_TRAIN_LORA_ALPHA, "16");
	assert_true(fact_lists(w, F_TRAIN_LORA_TARGETS, "q"));
	assert_true(fact_lists(w, F_TRAIN_LORA_TARGETS, "o"));
	assert_true(fact_lists(w, F_TRAIN_LORA_TARGETS, "down"));
	assert_false(fact_lists(w, F_TRAIN_LORA_TARGETS, "k"));
	assert_false(fact_lists(w, F_TRAIN_LORA_TARGETS, "lm_head"));
	says(w, F_TRAIN_SEQ_KIND, "packed");
	says(w, F_TRAIN_CHECKPOINTING, "full");
	says(w, F_PARALLEL_SHARDING, "fsdp");
	says(w, F_TRAIN_STAGE, "sft");
}

static void
knows_one_device_by_the_name(void **state)
{
	struct workload *w = workload_of("torchtune", "2B_single_device.yaml",
	    "model: {_component_: torchtune.models.gemma.gemma_2b}\n"
	    "tokenizer: {_component_: torchtune.t, max_seq_len: null}\n"
	    "optimizer: {_component_: torch.optim.SGD}\n"
	    "optimizer_in_bwd: True\nbatch_size: 1\ndtype: bf16\n");

	(void)state;
	says(w, F_PARALLEL_GPUS, "1");
	says(w, F_PARALLEL_SHARDING, "none");
	says(w, F_TRAIN_SEQ_LEN, "unknown");
	says(w, F_TRAIN_OPTIMIZER_IN_BACKWARD, "yes");
	says(w, F_TRAIN_METHOD, "full");
}

static void
takes_no_generation_for_training(void **state)
{
	struct workload *w = workload_of("torchtune", "generation.yaml",
	    "model: {_component_: torchtune.models.gemma.gemma_2b}\n"
	    "max_new_tokens: 3\ncheckpointer: {}\n");

	(void)state;
	assert_int_equal(w->kind, WORKLOAD_SERVE);
	says(w, F_SERVE_NEW_TOKENS, "3");
	says(w, F_TRAIN_METHOD, "");
	w = workload_of("torchtune", "quantization.yaml",
	    "model: {_component_: torchtune.models.gemma.gemma_2b}\n"
	    "checkpointer: {}\n");
	assert_int_equal(w->kind, WORKLOAD_OTHER);
}

static void
reads_the_builder_and_follows_references(void **state)
{
	struct workload *w = workload_of("torchtune", "t.yaml",
	    "output_dir: /tmp/out\nmodel:\n"
	    "  _component_: torchtune.models.llama3_1.qlora_llama3_1_8b\n"
	    "  lora_attn_modules: ['q_proj', 'output_proj']\n"
	    "  lora_rank: 8\ncheckpointer:\n"
	    "  _component_: torchtune.training.FullModelHFCheckpointer\n"
	    "optimizer: {_component_: torch.optim.AdamW}\ndtype: bf16\n"
	    "loss: {_component_: torchtune.modules.loss."
	    "CEWithChunkedOutputLoss}\nbatch_size: 2\n"
	    "tokenizer: {max_seq_len: null}\ndataset: {packed: True}\n"
	    "enable_activation_checkpointing: True\n");

	(void)state;
	says(w, F_MODEL_ID, "meta-llama/Llama-3.1-8B");
	says(w, F_TRAIN_METHOD, "lora");
	says(w, F_QUANT_METHOD, "bnb-nf4");
	says(w, F_TRAIN_LORA_TARGETS, "q, o");
	says(w, F_TRAIN_PRECISION, "bf16");
	says(w, F_TRAIN_OPTIMIZER, "adamw");
	says(w, F_TRAIN_LOSS, "chunked");
	says(w, F_TRAIN_SEQ_KIND, "packed");
	says(w, F_TRAIN_SEQ_LEN, "unknown");
	says(w, F_SAVE_DIR, "/tmp/out");
}

static void
takes_any_other_builder_for_full_training(void **state)
{
	struct workload *w = workload_of("torchtune", "t.yaml",
	    "model: {_component_: torchtune.models.gemma2.gemma2_2b}\n"
	    "dtype: fp32\noptimizer: {_component_: torch.optim.SGD}\n");

	(void)state;
	says(w, F_TRAIN_METHOD, "full");
	says(w, F_MODEL_ID, "google/gemma-2-2b");
	says(w, F_LOAD_DTYPE, "fp32");
	says(w, F_QUANT_METHOD, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_builder_and_follows_references),
		cmocka_unit_test(takes_any_other_builder_for_full_training),
		cmocka_unit_test(reads_an_adapter_recipe),
		cmocka_unit_test(knows_one_device_by_the_name),
		cmocka_unit_test(takes_no_generation_for_training),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
