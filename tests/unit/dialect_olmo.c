/* olmo: dimensions as ModelConfig understands them. */

#include "dialect_case.h"

static void
reads_a_training_file(void **state)
{
	struct workload *w = workload_of("olmo", "OLMo.yaml",
	    "model: {d_model: 2048, n_heads: 16, n_layers: 16, mlp_ratio: 8,\n"
	    "  weight_tying: false, max_sequence_length: 4096,\n"
	    "  vocab_size: 100278, embedding_size: 100352}\n"
	    "optimizer: {name: adamw}\nmax_duration: 1ep\n"
	    "global_train_batch_size: 512\ndevice_train_microbatch_size: 4\n"
	    "precision: amp_bf16\nactivation_checkpointing: whole_layer\n"
	    "fsdp: {precision: mixed}\n");

	(void)state;
	says(w, F_MODEL_INTERMEDIATE, "8,192");
	says(w, F_MODEL_GATED_MLP, "yes");
	says(w, F_MODEL_VOCAB, "100,352");
	says(w, F_TRAIN_PRECISION, "amp-bf16");
	says(w, F_TRAIN_CHECKPOINTING, "full");
	says(w, F_PARALLEL_SHARDING, "fsdp");
	says(w, F_TRAIN_SEQ_LEN, "4,096");
	says(w, F_TRAIN_SEQ_KIND, "packed");
}

static void
takes_its_defaults(void **state)
{
	struct workload *w = workload_of("olmo", "OLMo.yaml",
	    "model: {d_model: 64, n_heads: 2, n_layers: 2,\n"
	    "  activation_type: gelu, embedding_size: null}\n"
	    "optimizer: {}\nmax_duration: 1\n"
	    "activation_checkpointing: one_in_two\n");

	(void)state;
	says(w, F_MODEL_INTERMEDIATE, "256");
	says(w, F_MODEL_GATED_MLP, "no");
	says(w, F_MODEL_VOCAB, "50,257");
	says(w, F_MODEL_TIED_EMBEDDINGS, "yes");
	says(w, F_TRAIN_SEQ_LEN, "1,024");
	says(w, F_TRAIN_OPTIMIZER, "lion");
	says(w, F_TRAIN_CHECKPOINTING, "selective");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_training_file),
		cmocka_unit_test(takes_its_defaults),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
