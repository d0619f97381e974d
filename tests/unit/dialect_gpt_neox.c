/* gpt_neox: both spellings of keys, gated MLPs, padded vocabularies. */

#include "dialect_case.h"

static void
reads_either_spelling(void **state)
{
	struct workload *w = workload_of("gpt_neox", "a.yml",
	    "pipe-parallel-size: 0\nmodel-parallel-size: 2\nnum-layers: 12\n"
	    "hidden-size: 768\nnum-attention-heads: 12\nseq-length: 1024\n"
	    "pos-emb: rotary\nno-weight-tying: true\n"
	    "vocab-file: /data/gpt2-vocab.json\n"
	    "fp16: {enabled: true}\nzero_optimization: {stage: 1}\n");

	(void)state;
	says(w, F_MODEL_LAYERS, "12");
	says(w, F_MODEL_HIDDEN, "768");
	says(w, F_MODEL_INTERMEDIATE, "3,072");
	says(w, F_MODEL_VOCAB, "50,432");
	says(w, F_MODEL_TIED_EMBEDDINGS, "no");
	says(w, F_TRAIN_PRECISION, "fp16");
	says(w, F_TRAIN_MASTER_WEIGHTS, "yes");
	says(w, F_PARALLEL_TENSOR, "2");
	says(w, F_PARALLEL_SHARDING, "zero1");
	says(w, F_TRAIN_CHECKPOINTING, "none");
	says(w, F_TRAIN_ATTENTION, "eager");
}

static void
splits_a_gated_mlp(void **state)
{
	struct workload *w = workload_of("gpt_neox", "a.yml",
	    "pipe_parallel_size: 1\nnum_layers: 32\nhidden_size: 4096\n"
	    "num_attention_heads: 32\npos_emb: rotary\n"
	    "output_layer_parallelism: column\nintermediate_size: 32768\n"
	    "activation: swiglu\nmlp_multiple_of: 256\n"
	    "attention_config: [[[flash], 32]]\n"
	    "fp16: {enabled: true, type: bfloat16}\ntrain_impl: dpo\n"
	    "tokenizer_type: SPMTokenizer\n");

	(void)state;
	says(w, F_MODEL_GATED_MLP, "yes");
	says(w, F_MODEL_INTERMEDIATE, "11,008");
	says(w, F_MODEL_VOCAB, "unknown");
	says(w, F_TRAIN_PRECISION, "bf16");
	says(w, F_TRAIN_ATTENTION, "flash2");
	says(w, F_TRAIN_STAGE, "dpo");
	says(w, F_TRAIN_REFERENCE_MODEL, "full");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_either_spelling),
		cmocka_unit_test(splits_a_gated_mlp),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
