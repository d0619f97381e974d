/* megatron_args: what Megatron-LM's arguments imply.  Read at
 * NVIDIA/Megatron-LM megatron/training/arguments.py,
 * megatron/core/transformer/transformer_config.py. */

#include "dialect/codes.h"
#include "dialect/derive.h"
#include "framework/megatron.h"

#include <math.h>
#include <string.h>

static const char framework[] = "Megatron-LM 0.15";

static bool
is_on(const struct workload *w, const char *flag)
{
	return map_flag(w, arena_printf(w->arena, "MODEL_ARGS.--%s", flag),
	    false);
}

static const char *
text_of(const struct workload *w, const char *flag)
{
	return map_text(w, arena_printf(w->arena, "MODEL_ARGS.--%s", flag));
}

static double
number_of(const struct workload *w, const char *flag, double otherwise)
{
	return map_number(w, arena_printf(w->arena, "MODEL_ARGS.--%s", flag),
	    otherwise);
}

static void
set_mlp(struct workload *w)
{
	double hidden = fact_number(w, F_MODEL_HIDDEN, 0);

	derive_default(w, F_MODEL_GATED_MLP, "no", framework);
	if (hidden <= 0)
		return;
	if (is_on(w, "swiglu"))
		derive_number(w, F_MODEL_INTERMEDIATE,
		    floor(hidden * 4 * 2 / 3 / 64) * 64,
		    "4 x 2/3 x hidden-size in steps of 64");
	else
		derive_number(w, F_MODEL_INTERMEDIATE, 4 * hidden,
		    "4 x hidden-size");
}

/* What pretrain_gpt.py's own tokenizer has, where it is given GPT-2's files
 * (pretrain_gpt.py, args_defaults). */
static double
gpt2_vocab(const struct workload *w)
{
	static const double size = 50257;
	const char *type = text_of(w, "tokenizer-type");
	const char *file = text_of(w, "vocab-file");
	const char *slash = strrchr(file, '/');

	file = slash ? slash + 1 : file;
	return (!*type || strcmp(type, "GPT2BPETokenizer") == 0) &&
		       strncmp(file, "gpt2", 4) == 0
		   ? size
		   : 0;
}

static void
set_vocab(struct workload *w)
{
	double size = number_of(w, "padded-vocab-size", 0);
	double written = number_of(w, "vocab-size", 0);
	double step = number_of(w, "make-vocab-size-divisible-by", 128) *
		      number_of(w, "tensor-model-parallel-size", 1);

	if (written <= 0)
		written = gpt2_vocab(w);
	if (size <= 0 && written > 0)
		size = derive_round_up(written, step);
	if (size > 0)
		derive_number(w, F_MODEL_VOCAB, size, "vocab-size, padded");
	else
		derive_unknown(w, F_MODEL_VOCAB,
		    "the tokenizer decides it, and it is not named by size");
}

static void
set_heads(struct workload *w)
{
	double heads = fact_number(w, F_MODEL_HEADS, 0);
	struct origin origin = map_derived("group-query-attention");

	if (is_on(w, "group-query-attention"))
		workload_set_number(w, F_MODEL_KV_HEADS,
		    number_of(w, "num-query-groups", 1), &origin);
	else if (heads > 0)
		derive_number(w, F_MODEL_KV_HEADS, heads,
		    "no group-query-attention");
}

/* Blocks are GPT's unless flags say otherwise. */
static void
set_block(struct workload *w)
{
	bool latent = is_on(w, "multi-latent-attention");
	bool rms = strcmp(text_of(w, "normalization"), "RMSNorm") == 0;
	const char *positions = text_of(w, "position-embedding-type");
	bool bias = !is_on(w, "disable-bias-linear");

	if (!fact_known(w, F_MODEL_LAYERS))
		return;
	derive_text(w, F_MODEL_FAMILY,
	    latent ? "deepseek_v3"
	    : rms  ? "llama"
		   : "gpt2",
	    "--normalization, --multi-latent-attention");
	derive_text(w, F_MODEL_NORM, rms ? "rms" : "layer",
	    "--normalization, LayerNorm unless said");
	derive_text(w, F_MODEL_LINEAR_BIAS, bias ? "yes" : "no",
	    "--disable-bias-linear");
	derive_text(w, F_MODEL_QKV_BIAS,
	    bias || is_on(w, "add-qkv-bias") ? "yes" : "no", "--add-qkv-bias");
	derive_text(w, F_MODEL_QK_NORM,
	    is_on(w, "qk-layernorm") && !latent ? "yes" : "no",
	    "--qk-layernorm");
	derive_text(w, F_MODEL_LEARNED_POSITIONS,
	    is_on(w, "use-rotary-position-embeddings") ||
		    (*positions && strcmp(positions, "learned_absolute") != 0)
		? "no"
		: "yes",
	    "--position-embedding-type, learned_absolute unless said");
}

static void
set_experts(struct workload *w)
{
	const char *frequency = text_of(w, "moe-layer-freq");
	double dense = megatron_dense_layers(*frequency ? frequency : "1",
	    fact_number(w, F_MODEL_LAYERS, 0));

	if (!fact_known(w, F_MODEL_EXPERTS))
		return;
	derive_default(w, F_MODEL_EXPERTS_PER_TOKEN, "2", framework);
	if (dense < 0)
		derive_unknown(w, F_MODEL_DENSE_LAYERS,
		    arena_printf(w->arena, "moe-layer-freq %.80s", frequency));
	else if (dense > 0)
		derive_number(w, F_MODEL_DENSE_LAYERS, dense, "moe-layer-freq");
}

/* --account-for-*: the embedding, the loss take a block's place. */
static void
set_even_stages(struct workload *w, double stages)
{
	double embedding = is_on(w, "account-for-embedding-in-pipeline-split");
	double loss = is_on(w, "account-for-loss-in-pipeline-split");
	double layers = fact_number(w, F_MODEL_LAYERS, 0) + embedding + loss;
	double chunk = number_of(w, "num-layers-per-virtual-pipeline-stage", 0);

	if (layers <= 2 || stages <= 1)
		return;
	if (embedding + loss > 0) {
		derive_number(w, F_PARALLEL_FIRST_STAGE_LAYERS,
		    layers / stages - embedding,
		    "account-for-embedding-in-pipeline-split");
		derive_number(w, F_PARALLEL_LAST_STAGE_LAYERS,
		    layers / stages - loss,
		    "account-for-loss-in-pipeline-split");
	}
	if (chunk > 0)
		derive_number(w, F_PARALLEL_VIRTUAL_PIPELINE,
		    layers / stages / chunk,
		    "num-layers-per-virtual-pipeline-stage");
}

static void
set_stages(struct workload *w)
{
	const char *text = text_of(w, "pipeline-model-parallel-layout");
	double stages = fact_number(w, F_PARALLEL_PIPELINE, 1);
	struct megatron_layout layout;

	if (!*text) {
		set_even_stages(w, stages);
	} else if (megatron_layout_read(&layout, text, stages)) {
		derive_number(w, F_PARALLEL_FIRST_STAGE_LAYERS, layout.first,
		    "pipeline-model-parallel-layout");
		derive_number(w, F_PARALLEL_LAST_STAGE_LAYERS, layout.last,
		    "pipeline-model-parallel-layout");
		derive_number(w, F_PARALLEL_VIRTUAL_PIPELINE, layout.chunks,
		    "pipeline-model-parallel-layout");
	} else
		derive_unknown(w, F_PARALLEL_FIRST_STAGE_LAYERS,
		    arena_printf(w->arena, "layout %.80s", text));
}

/* TransformerEngine's Adam can hold narrower states, and of the master weights
 * what bf16 weights lack of fp32 (megatron/core/optimizer/optimizer_config.py,
 * store_param_remainders). */
static void
set_states(struct workload *w)
{
	const char *first = text_of(w, "exp-avg-dtype");
	const char *second = text_of(w, "exp-avg-sq-dtype");
	bool narrow = strcmp(text_of(w, "main-params-dtype"), "fp16") == 0;

	if (!is_on(w, "use-precision-aware-optimizer"))
		return;
	first = *first ? first : "fp32";
	second = *second ? second : "fp32";
	if (strcmp(first, second) == 0)
		derive_text(w, F_TRAIN_OPTIMIZER_STATE_DTYPE, first,
		    "exp-avg-dtype, exp-avg-sq-dtype");
	derive_text(w, F_TRAIN_MASTER_DTYPE,
	    narrow || is_on(w, "bf16") ? "fp16" : "fp32",
	    "use-precision-aware-optimizer");
	if (strcmp(text_of(w, "main-grads-dtype"), "bf16") == 0)
		derive_text(w, F_TRAIN_GRAD_DTYPE, "bf16", "main-grads-dtype");
}

/* megatron/training/arguments.py: all but these are, as muon. */
static bool
is_emerging(const struct workload *w)
{
	const char *name = text_of(w, "optimizer");

	return *name && strcmp(name, "adam") != 0 && strcmp(name, "sgd") != 0;
}

/* Of several flags the first that is asked about counts. */
static void
say_sharding(struct workload *w, const char *flag, const char *sharding)
{
	struct origin origin =
	    map_origin(w, arena_printf(w->arena, "MODEL_ARGS.--%s", flag));

	if (is_on(w, flag))
		map_set(w, F_PARALLEL_SHARDING, sharding, &origin);
}

static void
set_sharding(struct workload *w)
{
	static const struct {
		const char *strategy, *sharding;
	} rows[] = { { "no_shard", "ddp" }, { "optim", "distopt" },
		{ "optim_grads", "fsdp-grad-op" },
		{ "optim_grads_params", "fsdp" }, { "", "fsdp" } };
	const char *strategy = text_of(w, "data-parallel-sharding-strategy");

	/* whole parameters of unequal size then go to each rank
	 * (megatron/core/optimizer/layer_wise_optimizer.py) */
	if (is_emerging(w) && is_on(w, "use-distributed-optimizer")) {
		derive_unknown(w, F_PARALLEL_SHARDING,
		    "which parameters a rank steps is not known");
		return;
	}
	say_sharding(w, "use-torch-fsdp2", "fsdp");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(rows[i].strategy, strategy) == 0)
			say_sharding(w, "use-megatron-fsdp", rows[i].sharding);
	say_sharding(w, "use-distributed-optimizer", "distopt");
	derive_default(w, F_PARALLEL_SHARDING, "ddp", framework);
	if (!is_on(w, "optimizer-cpu-offload"))
		return;
	if (number_of(w, "optimizer-offload-fraction", 1) == 1)
		derive_text(w, F_TRAIN_OFFLOAD_OPTIMIZER, "cpu",
		    "--optimizer-cpu-offload");
	else
		derive_unknown(w, F_TRAIN_OFFLOAD_OPTIMIZER,
		    "a part of it is: --optimizer-offload-fraction");
}

static void
set_precision(struct workload *w)
{
	const char *word = is_on(w, "bf16")   ? "bf16"
			   : is_on(w, "fp16") ? "fp16"
					      : "fp32";

	if (is_on(w, word)) {
		struct origin origin = map_origin(w,
		    arena_printf(w->arena, "MODEL_ARGS.--%s", word));

		map_set(w, F_TRAIN_PRECISION, word, &origin);
	}
	derive_text(w, F_TRAIN_PRECISION, word, "--bf16, --fp16");
	derive_text(w, F_LOAD_DTYPE, word, "--bf16, --fp16");
	if (is_on(w, "bf16") && is_on(w, "grad-reduce-in-bf16"))
		derive_text(w, F_TRAIN_GRAD_DTYPE, "bf16",
		    "--grad-reduce-in-bf16");
	if (is_on(w, "bf16") || is_on(w, "accumulate-allreduce-grads-in-fp32"))
		derive_text(w, F_TRAIN_GRAD_DTYPE, "fp32",
		    "gradients are gathered in fp32 under --bf16");
	else
		derive_text(w, F_TRAIN_GRAD_DTYPE, word, "the precision");
	derive_text(w, F_TRAIN_MASTER_WEIGHTS,
	    strcmp(word, "fp32") == 0 ? "no" : "yes",
	    "the optimizer keeps fp32 copies of 16-bit weights");
}

/* Without TransformerEngine scores are a tensor, unless flash attention is asked
 * for (megatron/core/models/gpt/gpt_layer_specs.py). */
static void
set_attention(struct workload *w)
{
	const char *backend = text_of(w, "attention-backend");
	bool local = strcmp(text_of(w, "transformer-impl"), "local") == 0 &&
		     !is_on(w, "use-flash-attn");

	if (local || strcmp(backend, "unfused") == 0 ||
	    strcmp(backend, "local") == 0)
		derive_text(w, F_TRAIN_ATTENTION, "eager",
		    "--attention-backend, --transformer-impl");
	derive_default(w, F_TRAIN_ATTENTION, "flash2",
	    "Megatron-LM 0.15 (Transformer Engine)");
}

static void
set_recompute(struct workload *w)
{
	if (is_on(w, "recompute-activations"))
		derive_text(w, F_TRAIN_CHECKPOINTING, "selective",
		    "--recompute-activations");
	derive_default(w, F_TRAIN_CHECKPOINTING, "none", framework);
}

static void
derive(struct reading *reading, struct workload *w)
{
	(void)reading;
	if (!node_is(node_get(w->root, "MODEL_ARGS"), NODE_MAPPING)) {
		w->kind = WORKLOAD_OTHER;
		return;
	}
	set_mlp(w);
	set_vocab(w);
	set_heads(w);
	set_block(w);
	set_experts(w);
	set_stages(w);
	set_states(w);
	set_precision(w);
	set_sharding(w);
	set_recompute(w);
	derive_text(w, F_MODEL_TIED_EMBEDDINGS,
	    is_on(w, "untie-embeddings-and-output-weights") ? "no" : "yes",
	    "--untie-embeddings-and-output-weights");
	set_attention(w);
	derive_default(w, F_TRAIN_OPTIMIZER, "adamw", framework);
	derive_default(w, F_PARALLEL_TENSOR, "1", framework);
	derive_default(w, F_PARALLEL_PIPELINE, "1", framework);
	derive_default(w, F_PARALLEL_CONTEXT, "1", framework);
	derive_default(w, F_PARALLEL_SEQUENCE, "no", framework);
	derive_default(w, F_TRAIN_LOSS, "plain", framework);
	if (is_on(w, "fine-grained-activation-offloading"))
		derive_unknown(w, F_TRAIN_OFFLOAD_ACTIVATIONS,
		    "which of them go is --offload-modules' to say");
	derive_text(w, F_TRAIN_BATCH_MASK,
	    is_on(w, "no-create-attention-mask-in-dataloader") ||
		    is_on(w, "sft")
		? "no"
		: "yes",
	    "--no-create-attention-mask-in-dataloader");
}

const struct dialect_code code_megatron_args = {
	.name = "megatron_args",
	.derive = derive,
};
