/* torchtune: the builder's name says model and method. */

#include "dialect_case.h"

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
	says(w, F_TRAIN_SEQ_LEN, "");
	says(w, F_SAVE_DIR, "/tmp/out");
}

static void
takes_any_other_builder_for_full_training(void **state)
{
	struct workload *w = workload_of("torchtune", "t.yaml",
	    "model: {_component_: torchtune.models.gemma2.gemma2_2b}\n"
	    "dtype: fp32\n");

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
	};

	return cmocka_run_group_tests(tests, start, stop);
}
