/* megatron_args: what Megatron-LM's arguments imply.  Read at
 * NVIDIA/Megatron-LM megatron/training/arguments.py,
 * megatron/core/transformer/transformer_config.py. */

#include "dialect/codes.h"
#include "dialect/derive.h"

#include <math.h>
#include <string.h>

static const char framework[] = "Megatron-LM 0.15";

static bool
is_on(const struct workload *w, const char *flag)
{
	return map_flag(w, arena_printf(w->arena, "MODEL_ARGS.--%s", flag),
	    false);
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

static void
set_vocab(struct workload *w)
{
	double size = number_of(w, "padded-vocab-size", 0);
	double written = number_of(w, "vocab-size", 0);
	double step = number_of(w, "make-vocab-size-divisible-by", 128) *
		      number_of(w, "tensor-model-parallel-size", 1);

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

static void
set_precision(struct workload *w)
{
	const char *word = is_on(w, "bf16")   ? "bf16"
			   : is_on(w, "fp16") ? "fp16"
					      : "fp32";

	derive_text(w, F_TRAIN_PRECISION, word, "--bf16, --fp16");
	derive_text(w, F_LOAD_DTYPE, word, "--bf16, --fp16");
	if (is_on(w, "bf16") || is_on(w, "accumulate-allreduce-grads-in-fp32"))
		derive_text(w, F_TRAIN_GRAD_DTYPE, "fp32",
		    "gradients are gathered in fp32 under --bf16");
	else
		derive_text(w, F_TRAIN_GRAD_DTYPE, word, "the precision");
	derive_text(w, F_TRAIN_MASTER_WEIGHTS,
	    strcmp(word, "fp32") == 0 ? "no" : "yes",
	    "the optimizer keeps fp32 copies of 16-bit weights");
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
	set_precision(w);
	set_recompute(w);
	derive_text(w, F_MODEL_TIED_EMBEDDINGS,
	    is_on(w, "untie-embeddings-and-output-weights") ? "no" : "yes",
	    "--untie-embeddings-and-output-weights");
	derive_default(w, F_TRAIN_ATTENTION, "flash2",
	    "Megatron-LM 0.15 (Transformer Engine)");
	derive_default(w, F_TRAIN_OPTIMIZER, "adamw", framework);
	derive_default(w, F_PARALLEL_SHARDING, "ddp", framework);
	derive_default(w, F_PARALLEL_TENSOR, "1", framework);
	derive_default(w, F_PARALLEL_PIPELINE, "1", framework);
	derive_default(w, F_PARALLEL_CONTEXT, "1", framework);
	derive_default(w, F_PARALLEL_SEQUENCE, "no", framework);
	derive_default(w, F_TRAIN_LOSS, "plain", framework);
}

const struct dialect_code code_megatron_args = {
	.name = "megatron_args",
	.derive = derive,
};
