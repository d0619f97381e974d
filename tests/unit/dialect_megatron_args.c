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

#define GPT                                                                    \
	"MODEL_ARGS:\n  --num-layers: 14\n  --hidden-size: 1024\n"             \
	"  --num-attention-heads: 16\n  --pipeline-model-parallel-size: 4\n"

static void
reads_layouts_of_stages(void **state)
{
	struct workload *w = workload_of("megatron_args", "model_config.yaml",
	    GPT "  --pipeline-model-parallel-layout: Et*2|(tt|)*5t|tmL\n");

	(void)state;
	says(w, F_PARALLEL_FIRST_STAGE_LAYERS, "4");
	says(w, F_PARALLEL_LAST_STAGE_LAYERS, "3");
	says(w, F_PARALLEL_VIRTUAL_PIPELINE, "2");
	w = workload_of("megatron_args", "model_config.yaml",
	    GPT "  --pipeline-model-parallel-layout: Et*2|(tt|)*99999999t|L\n");
	says(w, F_PARALLEL_FIRST_STAGE_LAYERS, "unknown");
	w = workload_of("megatron_args", "model_config.yaml",
	    GPT "  --pipeline-model-parallel-layout: Et|(tt|\n");
	says(w, F_PARALLEL_FIRST_STAGE_LAYERS, "unknown");
	w = workload_of("megatron_args", "model_config.yaml",
	    GPT "  --pipeline-model-parallel-layout: Ett|tt|tt\n");
	says(w, F_PARALLEL_FIRST_STAGE_LAYERS, "unknown");
}

static void
counts_embedding_and_loss_as_blocks(void **state)
{
	struct workload *w = workload_of("megatron_args", "model_config.yaml",
	    GPT "  --account-for-embedding-in-pipeline-split: true\n"
		"  --account-for-loss-in-pipeline-split: true\n"
		"  --num-layers-per-virtual-pipeline-stage: 2\n");

	(void)state;
	says(w, F_PARALLEL_FIRST_STAGE_LAYERS, "3");
	says(w, F_PARALLEL_LAST_STAGE_LAYERS, "3");
	says(w, F_PARALLEL_VIRTUAL_PIPELINE, "2");
}

static void
knows_which_blocks_have_experts(void **state)
{
	static const struct {
		const char *written, *dense;
	} rows[] = { { "([0]*3+[1]*11)", "3" }, { "'[1]*14'", "" },
		{ "2", "7" }, { "([0,1]*7)", "7" }, { "1", "" },
		{ "([0]*3+[1]*12)", "unknown" }, { "'[x for y]'", "unknown" } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct workload *w =
		    workload_of("megatron_args", "model_config.yaml",
			arena_printf(&arena,
			    GPT "  --num-experts: 8\n  --moe-layer-freq: %s\n",
			    rows[i].written));

		says(w, F_MODEL_DENSE_LAYERS, rows[i].dense);
		says(w, F_MODEL_EXPERTS_PER_TOKEN, "2");
	}
}

static void
knows_the_kind_of_block(void **state)
{
	struct workload *w =
	    workload_of("megatron_args", "model_config.yaml", GPT);

	(void)state;
	says(w, F_MODEL_LEARNED_POSITIONS, "yes");
	says(w, F_MODEL_NORM, "layer");
	says(w, F_MODEL_LINEAR_BIAS, "yes");
	says(w, F_TRAIN_ATTENTION, "flash2");
	says(w, F_TRAIN_BATCH_MASK, "yes");
	w = workload_of("megatron_args", "model_config.yaml",
	    GPT "  --position-embedding-type: rope\n"
		"  --normalization: RMSNorm\n  --disable-bias-linear: true\n"
		"  --add-qkv-bias: true\n  --qk-layernorm: true\n"
		"  --attention-backend: unfused\n"
		"  --no-create-attention-mask-in-dataloader: true\n");
	says(w, F_MODEL_LEARNED_POSITIONS, "no");
	says(w, F_MODEL_NORM, "rms");
	says(w, F_MODEL_LINEAR_BIAS, "no");
	says(w, F_MODEL_QKV_BIAS, "yes");
	says(w, F_MODEL_QK_NORM, "yes");
	says(w, F_TRAIN_ATTENTION, "eager");
	says(w, F_TRAIN_BATCH_MASK, "no");
}

static void
knows_what_is_shared_out(void **state)
{
	struct workload *w = workload_of("megatron_args", "model_config.yaml",
	    GPT "  --use-megatron-fsdp: true\n"
		"  --data-parallel-sharding-strategy: optim_grads\n");

	(void)state;
	says(w, F_PARALLEL_SHARDING, "fsdp-grad-op");
	w = workload_of("megatron_args", "model_config.yaml",
	    GPT "  --use-distributed-optimizer: true\n  --bf16: true\n"
		"  --num-distributed-optimizer-instances: 2\n"
		"  --use-precision-aware-optimizer: true\n"
		"  --exp-avg-dtype: bf16\n  --exp-avg-sq-dtype: bf16\n"
		"  --main-grads-dtype: bf16\n");
	says(w, F_PARALLEL_SHARDING, "distopt");
	says(w, F_PARALLEL_SHARD_GROUPS, "2");
	says(w, F_TRAIN_OPTIMIZER_STATE_DTYPE, "bf16");
	says(w, F_TRAIN_MASTER_DTYPE, "fp16");
	says(w, F_TRAIN_GRAD_DTYPE, "bf16");
	says(w, F_TRAIN_OFFLOAD_OPTIMIZER, "");
	w = workload_of("megatron_args", "model_config.yaml",
	    GPT "  --optimizer-cpu-offload: true\n"
		"  --optimizer-offload-fraction: 0.5\n");
	says(w, F_TRAIN_OFFLOAD_OPTIMIZER, "unknown");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_flags),
		cmocka_unit_test(does_not_guess_a_vocabulary),
		cmocka_unit_test(reads_layouts_of_stages),
		cmocka_unit_test(counts_embedding_and_loss_as_blocks),
		cmocka_unit_test(knows_which_blocks_have_experts),
		cmocka_unit_test(knows_the_kind_of_block),
		cmocka_unit_test(knows_what_is_shared_out),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
