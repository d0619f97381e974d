/* olmo: dimensions and defaults of OLMo's ModelConfig and TrainConfig.  Read
 * at allenai/OLMo@00305eb olmo/config.py, olmo/model.py. */

#include "dialect/codes.h"
#include "dialect/derive.h"

#include <string.h>

static const char framework[] = "OLMo 0.6";

/* swiglu halves what it projects to. */
static void
set_mlp(struct workload *w)
{
	const char *activation = map_text(w, "model.activation_type");
	bool gated = !*activation || strcmp(activation, "swiglu") == 0;
	double hidden = fact_number(w, F_MODEL_HIDDEN, 0);
	double width = map_number(w, "model.mlp_hidden_size",
	    map_number(w, "model.mlp_ratio", 4) * hidden);

	derive_text(w, F_MODEL_GATED_MLP, gated ? "yes" : "no",
	    "activation_type, swiglu unless said");
	if (width > 0)
		derive_number(w, F_MODEL_INTERMEDIATE,
		    gated ? width / 2 : width,
		    gated ? "half of mlp_hidden_size or mlp_ratio x d_model"
			  : "mlp_hidden_size or mlp_ratio x d_model");
}

/* embedding_size: null means vocab_size; left out it is 50304. */
static void
set_vocab(struct workload *w)
{
	double vocab = map_number(w, "model.vocab_size", 50257);

	if (map_pair(w->root, "model.embedding_size"))
		derive_number(w, F_MODEL_VOCAB, vocab, "vocab_size");
	else if (vocab > 50304)
		derive_unknown(w, F_MODEL_VOCAB,
		    "vocab_size is over the default of embedding_size");
	else
		derive_default(w, F_MODEL_VOCAB, "50304", framework);
}

static void
set_checkpointing(struct workload *w)
{
	const char *text = map_text(w, "activation_checkpointing");

	if (strcmp(text, "whole_layer") == 0)
		derive_text(w, F_TRAIN_CHECKPOINTING, "full",
		    "activation_checkpointing");
	else if (*text && strcmp(text, "null") != 0)
		derive_text(w, F_TRAIN_CHECKPOINTING, "selective",
		    "activation_checkpointing");
	else
		derive_default(w, F_TRAIN_CHECKPOINTING, "none", framework);
}

static void
derive(struct reading *reading, struct workload *w)
{
	(void)reading;
	set_mlp(w);
	set_vocab(w);
	set_checkpointing(w);
	derive_duration(w, "max_duration");
	if (map_flag(w, "model.multi_query_attention", false))
		derive_number(w, F_MODEL_KV_HEADS, 1, "multi_query_attention");
	derive_default(w, F_MODEL_TIED_EMBEDDINGS, "yes", framework);
	derive_default(w, F_TRAIN_SEQ_LEN, "1024", framework);
	derive_default(w, F_TRAIN_ATTENTION, "sdpa", framework);
	derive_default(w, F_TRAIN_PRECISION, "fp32", framework);
	derive_default(w, F_LOAD_DTYPE, "fp32", framework);
	derive_default(w, F_TRAIN_OPTIMIZER, "lion", framework);
	derive_default(w, F_TRAIN_METHOD, "full", framework);
	derive_default(w, F_TRAIN_STAGE, "pretrain", framework);
	derive_default(w, F_TRAIN_SEQ_KIND, "packed", framework);
	derive_default(w, F_TRAIN_LOSS, "plain", framework);
	if (node_get(w->root, "fsdp") ||
	    strcmp(map_text(w, "distributed_strategy"), "fsdp") == 0)
		derive_default(w, F_PARALLEL_SHARDING, "fsdp", framework);
	else if (node_get(w->root, "ddp"))
		derive_default(w, F_PARALLEL_SHARDING, "ddp", framework);
	derive_text(w, F_TRAIN_COMPILE,
	    node_is(node_get(w->root, "compile"), NODE_MAPPING) ? "yes" : "no",
	    "compile");
}

const struct dialect_code code_olmo = { .name = "olmo", .derive = derive };
