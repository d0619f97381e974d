/* scratch: dimensions in files of training code that is nobody's framework.
 * Three different dimensions make one; less says nothing.  Names that such
 * codes agree on, as in karpathy/nanoGPT, facebookresearch/lingua
 * apps/main/configs, huggingface/picotron template/base_config.json. */

#include "dialect/codes.h"
#include "dialect/derive.h"

#include <math.h>
#include <string.h>

enum { NAMES_LIMIT = 12 };

struct dimension {
	enum fact_id fact;
	const char *names[NAMES_LIMIT];
};

static const struct dimension dimensions[] = {
	{ F_MODEL_LAYERS,
	    { "n_layer", "n_layers", "num_layers", "num_hidden_layers" } },
	{ F_MODEL_HEADS,
	    { "n_head", "n_heads", "num_heads", "num_attention_heads" } },
	{ F_MODEL_HIDDEN,
	    { "n_embd", "d_model", "hidden_size", "embed_dim", "dim" } },
	{ F_MODEL_KV_HEADS, { "n_kv_head", "n_kv_heads", "num_key_value_heads",
				"n_query_groups" } },
	{ F_MODEL_VOCAB, { "vocab_size", "padded_vocab_size" } },
	{ F_TRAIN_SEQ_LEN,
	    { "block_size", "context_length", "seq_len", "seq_length",
		"max_seq_len", "n_positions", "n_ctx" } },
};

static const struct pair *
dimension_in(const struct node *mapping, const struct dimension *d)
{
	for (size_t i = 0; i < NAMES_LIMIT && d->names[i]; i++) {
		const struct pair *pair = node_pair(mapping, d->names[i]);

		if (pair && node_is(pair->value, NODE_SCALAR))
			return pair;
	}
	return NULL;
}

static bool
is_whole(const struct node *node)
{
	const char *text = node_text(node);

	return *text && strspn(text, "0123456789_") == strlen(text);
}

static bool
has_dimensions(const struct node *mapping)
{
	size_t n = 0;

	for (size_t i = 0; i < sizeof(dimensions) / sizeof(*dimensions); i++) {
		const struct pair *pair = dimension_in(mapping, &dimensions[i]);

		n += pair && is_whole(pair->value);
	}
	return n >= 3;
}

static bool
recognise(const struct node *root, const char *path)
{
	(void)path;
	return has_dimensions(root) || has_dimensions(node_get(root, "model"));
}

/* n_kv_head and the rest of what such files agree on. */
static void
set_more(struct reading *reading, struct workload *w,
    const struct node *mapping)
{
	const struct dialect *dialect =
	    dialect_by_name(reading->dialects, "scratch");
	struct pairs it = pairs_of(mapping);

	while (dialect && pairs_next(&it)) {
		const struct key_map *row =
		    dialect_key(dialect, node_text(it.pair->key));

		if (row && row->fact)
			map_value(w, dialect, row, it.pair);
	}
}

/* The MLP by its ratio to the rest. */
static void
set_width(struct workload *w)
{
	static const char *const keys[] = { "mlp_ratio", "expansion_ratio",
		"model.mlp_ratio", "model.expansion_ratio", NULL };
	double hidden = fact_number(w, F_MODEL_HIDDEN, 0);

	for (size_t i = 0; keys[i] && hidden > 0; i++) {
		double ratio = map_number(w, keys[i], 0);

		if (ratio > 0 && ratio <= 64)
			derive_number(w, F_MODEL_INTERMEDIATE,
			    floor(ratio * hidden),
			    arena_printf(w->arena, "%s x width", keys[i]));
	}
}

/* Sections that training codes part their files into; the map has read the
 * top. */
static void
derive(struct reading *reading, struct workload *w)
{
	static const char *const sections[] = { "model", "training", "train",
		"data", "distributed", NULL };

	for (size_t i = 0; sections[i]; i++) {
		const struct node *part = node_get(w->root, sections[i]);

		if (node_is(part, NODE_MAPPING))
			set_more(reading, w, part);
	}
	set_width(w);
	derive_text(w, F_TRAIN_METHOD, "full", "a model made from scratch");
}

const struct dialect_code code_scratch = {
	.name = "scratch",
	.derive = derive,
	.recognise = recognise,
};
