/* megatron_yaml: precision, vocabulary and widths of Megatron-LM's YAML, and
 * of FlagScale's, which hands the same arguments on.  Read at NVIDIA/Megatron-LM megatron/training/yaml_arguments.py,
 * megatron/core/transformer/transformer_config.py. */

#include "dialect/codes.h"
#include "dialect/derive.h"

#include <math.h>
#include <string.h>

static const char framework[] = "Megatron-LM 0.15";

/* Where the two have an argument: the first that is written. */
static bool
flag_of(const struct workload *w, const char *ours, const char *theirs)
{
	return map_flag(w, ours, map_flag(w, theirs, false));
}

static double
number_of(const struct workload *w, const char *ours, const char *theirs,
    double otherwise)
{
	return map_number(w, ours, map_number(w, theirs, otherwise));
}

/* The precision, at the flag that asks for it. */
static void
say_flag(struct workload *w, const char *word, const char *ours,
    const char *theirs)
{
	const char *key = arena_printf(w->arena, "%s.%s", ours, word);
	struct origin origin;

	if (!map_flag(w, key, false))
		key = arena_printf(w->arena, "%s.%s", theirs, word);
	if (!map_flag(w, key, false))
		return;
	origin = map_origin(w, key);
	map_set(w, F_TRAIN_PRECISION, word, &origin);
}

static void
set_precision(struct workload *w)
{
	bool bf16 = flag_of(w, "model_parallel.bf16", "system.precision.bf16");
	bool fp16 = flag_of(w, "model_parallel.fp16", "system.precision.fp16");
	const char *word = bf16 ? "bf16" : fp16 ? "fp16" : "fp32";

	say_flag(w, word, "model_parallel", "system.precision");
	derive_text(w, F_TRAIN_PRECISION, word, "model_parallel.bf16, fp16");
	derive_text(w, F_LOAD_DTYPE, word, "model_parallel.bf16, fp16");
	derive_text(w, F_TRAIN_MASTER_WEIGHTS, bf16 || fp16 ? "yes" : "no",
	    "the optimizer keeps fp32 copies of 16-bit weights");
	derive_text(w, F_TRAIN_GRAD_DTYPE, fp16 && !bf16 ? "fp16" : "fp32",
	    "gradients are gathered in fp32 under bf16");
}

static void
set_widths(struct workload *w)
{
	double hidden = fact_number(w, F_MODEL_HIDDEN, 0);
	double heads = fact_number(w, F_MODEL_HEADS, 0);
	double vocab =
	    number_of(w, "vocab_size", "data.tokenizer.vocab_size", 0);
	double step = number_of(w, "make_vocab_size_divisible_by",
			  "model.make_vocab_size_divisible_by", 128) *
		      fact_number(w, F_PARALLEL_TENSOR, 1);
	double twice = map_number(w, "model.multiple_of", 0);

	if (hidden > 0 && !fact_is(w, F_MODEL_GATED_MLP, "yes"))
		derive_number(w, F_MODEL_INTERMEDIATE, 4 * hidden,
		    "4 x hidden_size");
	else if (hidden > 0 && twice > 0)
		derive_number(w, F_MODEL_INTERMEDIATE,
		    derive_round_up(floor(hidden * 4 * 2 / 3) *
					map_number(w,
					    "model.hidden_dim_multiplier", 1),
			twice),
		    "2/3 of 4 x hidden_size, in steps of multiple_of");
	else if (hidden > 0 && node_get(w->root, "system"))
		derive_number(w, F_MODEL_INTERMEDIATE,
		    floor(hidden * 4 * 2 / 3 / 64) * 64,
		    "4 x 2/3 x hidden_size in steps of 64");
	if (heads > 0)
		derive_number(w, F_MODEL_KV_HEADS, heads,
		    "no num_query_groups");
	if (vocab > 0)
		derive_number(w, F_MODEL_VOCAB, derive_round_up(vocab, step),
		    "vocab_size, padded");
	else
		derive_unknown(w, F_MODEL_VOCAB,
		    "the tokenizer decides it, and it is not named by size");
}

static void
derive(struct reading *reading, struct workload *w)
{
	(void)reading;
	set_precision(w);
	set_widths(w);
	if (fact_known(w, F_MODEL_EXPERTS))
		derive_number(w, F_MODEL_EXPERTS_PER_TOKEN,
		    number_of(w, "language_model.moe_router_topk",
			"model.moe_router_topk", 2),
		    "moe_router_topk");
	derive_default(w, F_TRAIN_LOSS, "plain", framework);
}

const struct dialect_code code_megatron_yaml = {
	.name = "megatron_yaml",
	.derive = derive,
};
