/* megatron_args: flags and what they imply. */

#include "dialect_case.h"

static void
reads_the_flags(void **state)
{
	struct workload *w = workload_of("megatron_args", "model_config.yaml",
	    "MODEL_ARGS:\n  --num-layers: 4\n  --hidden-size: 1024\n"
	    "  --num-attention-heads: 16\n  --group-query-attention: true\n"
	    "  --num-query-groups: 4\n  --swiglu: true\n"
	    "  --vocab-size: 1000\n  --tensor-model-parallel-size: 2\n"
	    "  --micro-batch-size: 2\n  --seq-length: 512\n  --bf16: true\n"
	    "  --use-distributed-optimizer: true\n"
	    "  --untie-embeddings-and-output-weights: true\n");

	(void)state;
	says(w, F_MODEL_KV_HEADS, "4");
	says(w, F_MODEL_INTERMEDIATE, "2,688");
	says(w, F_MODEL_GATED_MLP, "yes");
	says(w, F_MODEL_VOCAB, "1,024");
	says(w, F_MODEL_TIED_EMBEDDINGS, "no");
	says(w, F_TRAIN_PRECISION, "bf16");
	says(w, F_TRAIN_GRAD_DTYPE, "fp32");
	says(w, F_PARALLEL_SHARDING, "distopt");
	says(w, F_TRAIN_CHECKPOINTING, "none");
}

static void
does_not_guess_a_vocabulary(void **state)
{
	struct workload *w = workload_of("megatron_args", "model_config.yaml",
	    "MODEL_ARGS:\n  --num-layers: 4\n  --hidden-size: 1024\n"
	    "  --num-attention-heads: 16\n  --recompute-activations: true\n");

	(void)state;
	says(w, F_MODEL_VOCAB, "unknown");
	says(w, F_MODEL_KV_HEADS, "16");
	says(w, F_MODEL_INTERMEDIATE, "4,096");
	says(w, F_TRAIN_PRECISION, "fp32");
	says(w, F_TRAIN_CHECKPOINTING, "selective");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_flags),
		cmocka_unit_test(does_not_guess_a_vocabulary),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
