/* megatron_yaml: precision, vocabulary and widths of Megatron-LM's YAML.  Read
 * at NVIDIA/Megatron-LM megatron/training/yaml_arguments.py,
 * megatron/core/transformer/transformer_config.py. */

#include "dialect/codes.h"
#include "dialect/derive.h"

#include <string.h>

static const char framework[] = "Megatron-LM 0.15";

static void
set_precision(struct workload *w)
{
	bool bf16 = map_flag(w, "model_parallel.bf16", false);
	bool fp16 = map_flag(w, "model_parallel.fp16", false);
	const char *word = bf16 ? "bf16" : fp16 ? "fp16" : "fp32";

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
	double vocab = map_number(w, "vocab_size", 0);
	double step =
	    map_number(w, "make_vocab_size_divisible_by", 128) *
	    map_number(w, "model_parallel.tensor_model_parallel_size", 1);

	if (hidden > 0 && !fact_is(w, F_MODEL_GATED_MLP, "yes"))
		derive_number(w, F_MODEL_INTERMEDIATE, 4 * hidden,
		    "4 x hidden_size");
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
		    map_number(w, "language_model.moe_router_topk", 2),
		    "moe_router_topk");
	derive_default(w, F_TRAIN_LOSS, "plain", framework);
}

const struct dialect_code code_megatron_yaml = {
	.name = "megatron_yaml",
	.derive = derive,
};
