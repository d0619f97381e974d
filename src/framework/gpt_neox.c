/* gpt_neox: keys with - for _, dimensions and precision.  Read at
 * EleutherAI/gpt-neox megatron/neox_arguments/neox_args.py,
 * megatron/neox_arguments/arguments.py, megatron/model/transformer.py. */

#include "dialect/codes.h"
#include "dialect/derive.h"
#include "link/layers.h"

#include <string.h>
#include <strings.h>

static const char framework[] = "GPT-NeoX 2.0";

enum { KEY_LIMIT = 128 };

/* The pair of a key in either spelling. */
static const struct pair *
pair_of(const struct workload *w, const char *key)
{
	const struct pair *pair = node_pair(layers_body(w), key);
	char dashed[KEY_LIMIT];
	size_t n = strlen(key);

	if (pair || n >= sizeof(dashed))
		return pair;
	memcpy(dashed, key, n + 1);
	for (char *c = dashed; *c; c++)
		*c = *c == '_' ? '-' : *c;
	return node_pair(layers_body(w), dashed);
}

static const char *
text_of(const struct workload *w, const char *key)
{
	const struct pair *pair = pair_of(w, key);

	return pair ? node_text(node_resolve(pair->value)) : "";
}

static double
number_of(const struct workload *w, const char *key, double otherwise)
{
	const struct pair *pair = pair_of(w, key);
	struct scalar scalar =
	    scalar_of(pair ? pair->value : NULL, LOADER_PYYAML);

	return scalar.type == SCALAR_INT || scalar.type == SCALAR_FLOAT
		   ? scalar.number
		   : otherwise;
}

/* Keys as the data file spells them. */
static void
map_dashed(struct reading *reading, struct workload *w)
{
	const struct dialect *dialect =
	    dialect_by_name(reading->dialects, "gpt_neox");
	struct pairs it = pairs_of(layers_body(w));
	char key[KEY_LIMIT];

	while (dialect && pairs_next(&it)) {
		const struct key_map *row;
		const char *text = node_text(it.pair->key);

		if (!strchr(text, '-') || strlen(text) >= sizeof(key))
			continue;
		memcpy(key, text, strlen(text) + 1);
		for (char *c = key; *c; c++)
			*c = *c == '-' ? '_' : *c;
		row = dialect_key(dialect, key);
		if (row && (row->fact || row->sets))
			map_value(w, dialect, row, it.pair);
	}
}

static bool
is_gated(const char *activation)
{
	return strcmp(activation, "swiglu") == 0 ||
	       strcmp(activation, "geglu") == 0 ||
	       strcmp(activation, "reglu") == 0 ||
	       strcmp(activation, "bilinear") == 0 ||
	       strcmp(activation, "glu") == 0;
}

/* Gated MLPs take two thirds of intermediate_size, split in two halves, each
 * rounded up to mlp_multiple_of. */
static void
set_mlp(struct workload *w)
{
	bool gated = is_gated(text_of(w, "activation"));
	double written = number_of(w, "intermediate_size", 0);
	double hidden = fact_number(w, F_MODEL_HIDDEN, 0);
	double step = number_of(w, "mlp_multiple_of", 1);

	derive_text(w, F_MODEL_GATED_MLP, gated ? "yes" : "no", "activation");
	if (!gated && written <= 0 && hidden > 0)
		derive_number(w, F_MODEL_INTERMEDIATE, 4 * hidden,
		    "4 x hidden_size");
	else if (!gated && written > 0)
		derive_number(w, F_MODEL_INTERMEDIATE, written,
		    "intermediate_size");
	else if (written > 0)
		derive_number(w, F_MODEL_INTERMEDIATE,
		    derive_round_up(written / 3, step),
		    "intermediate_size x 2/3 in two halves");
	else if (hidden > 0)
		derive_number(w, F_MODEL_INTERMEDIATE,
		    derive_round_up(hidden * 8 / 3, step), "8/3 x hidden_size");
}

/* Tokenizers whose size is their name's; the default is GPT-2's. */
static double
tokenizer_size(const char *type, const char *file)
{
	const char *slash = strrchr(file, '/');

	file = slash ? slash + 1 : file;
	if (strcasecmp(type, "CharLevelTokenizer") == 0)
		return 512;
	if (!*file && (!*type || strcasecmp(type, "GPT2BPETokenizer") == 0 ||
			  strcasecmp(type, "HFGPT2Tokenizer") == 0))
		return 50257;
	if (strcmp(file, "gpt2-vocab.json") == 0)
		return 50257;
	if (strcmp(file, "20B_tokenizer.json") == 0)
		return 50277;
	return 0;
}

/* deepy.py is given the paths of the machine in a file of their own; its key
 * in either spelling. */
static const char *
setup_text(const struct tree *setup, const char *key, const char *dashed)
{
	const struct node *root =
	    setup && setup->document_count ? setup->documents[0] : NULL;
	const char *text = node_text(node_get(root, key));

	return *text ? text : node_text(node_get(root, dashed));
}

struct tokenizer {
	const char *type, *file;
	const char *note;
};

static struct tokenizer
tokenizer_of(struct reading *reading, const struct workload *w)
{
	struct tokenizer t = { text_of(w, "tokenizer_type"),
		text_of(w, "vocab_file"),
		"the tokenizer of vocab_file, padded" };
	const struct tree *setup;

	if (*t.file || reading->alone)
		return t;
	t.note = "the default tokenizer, GPT-2's, padded";
	setup = reading_beside(reading, w->source, "local_setup.yml", NULL);
	t.file = setup_text(setup, "vocab_file", "vocab-file");
	if (!*t.type)
		t.type = setup_text(setup, "tokenizer_type", "tokenizer-type");
	if (*t.file)
		t.note = "the tokenizer of vocab_file in local_setup.yml "
			 "beside it, padded";
	return t;
}

static void
set_vocab(struct reading *reading, struct workload *w)
{
	struct tokenizer tokenizer = tokenizer_of(reading, w);
	double size = number_of(w, "padded_vocab_size", 0);
	double step = number_of(w, "make_vocab_size_divisible_by", 128) *
		      number_of(w, "model_parallel_size", 1);
	double rows = tokenizer_size(tokenizer.type, tokenizer.file);

	if (size > 0)
		derive_number(w, F_MODEL_VOCAB, size, "padded_vocab_size");
	else if (rows > 0)
		derive_number(w, F_MODEL_VOCAB, derive_round_up(rows, step),
		    tokenizer.note);
	else
		derive_unknown(w, F_MODEL_VOCAB,
		    *tokenizer.file ? "the tokenizer in vocab_file decides it"
				    : "vocab_file is in another file");
}

static bool
is_enabled(const struct workload *w, const char *part)
{
	const struct node *enabled =
	    node_get(node_get(layers_body(w), part), "enabled");

	return strcasecmp(node_text(enabled), "true") == 0;
}

/* Mixed precision is DeepSpeed's: 16-bit weights, fp32 masters. */
static void
set_precision(struct workload *w)
{
	const char *written = text_of(w, "precision");
	const char *type = map_text(w, "fp16.type");
	bool bf16 = is_enabled(w, "bf16") || is_enabled(w, "bfloat16") ||
		    strcmp(written, "bfloat16") == 0 ||
		    (is_enabled(w, "fp16") && strcmp(type, "bfloat16") == 0);
	bool fp16 =
	    !bf16 && (is_enabled(w, "fp16") || strcmp(written, "fp16") == 0);
	const char *word = bf16 ? "bf16" : fp16 ? "fp16" : "fp32";

	derive_text(w, F_TRAIN_PRECISION, word, "fp16, bf16 and precision");
	derive_text(w, F_LOAD_DTYPE, word, "the precision");
	derive_text(w, F_TRAIN_MASTER_WEIGHTS, bf16 || fp16 ? "yes" : "no",
	    "DeepSpeed keeps fp32 masters of 16-bit weights");
}

/* [[["flash"], 32]] */
static void
set_attention(struct workload *w)
{
	const struct pair *pair = pair_of(w, "attention_config");
	struct nodes it = nodes_of(pair ? node_resolve(pair->value) : NULL);
	const char *word = "global";

	while (pair && nodes_next(&it)) {
		if (it.node->kind == NODE_SCALAR) {
			word = it.node->text;
			break;
		}
	}
	if (strcmp(word, "flash") == 0)
		derive_text(w, F_TRAIN_ATTENTION, "flash2", "attention_config");
	else if (strcmp(word, "global") == 0)
		derive_text(w, F_TRAIN_ATTENTION, "eager", "attention_config");
	else
		derive_unknown(w, F_TRAIN_ATTENTION,
		    arena_printf(w->arena, "attention of kind %.40s", word));
}

static void
set_stage(struct workload *w)
{
	const char *kind = text_of(w, "train_impl");

	if (strcmp(kind, "dpo") == 0 || strcmp(kind, "kto") == 0) {
		derive_text(w, F_TRAIN_STAGE, kind, "train_impl");
		derive_text(w, F_TRAIN_REFERENCE_MODEL, "full", "train_impl");
		return;
	}
	derive_text(w, F_TRAIN_STAGE, "pretrain", "GPT-NeoX pretrains");
	derive_text(w, F_TRAIN_SEQ_KIND, "packed",
	    "rows are filled to seq_length");
}

static void
derive(struct reading *reading, struct workload *w)
{
	map_dashed(reading, w);
	set_mlp(w);
	set_vocab(reading, w);
	set_precision(w);
	set_attention(w);
	set_stage(w);
	derive_default(w, F_MODEL_TIED_EMBEDDINGS, "yes", framework);
	derive_default(w, F_TRAIN_METHOD, "full", framework);
	derive_default(w, F_TRAIN_OPTIMIZER, "adamw", framework);
	derive_default(w, F_TRAIN_ACCUMULATION, "1", framework);
	derive_default(w, F_TRAIN_CHECKPOINTING, "none", framework);
	derive_default(w, F_PARALLEL_SHARDING, "ddp", framework);
}

const struct dialect_code code_gpt_neox = {
	.name = "gpt_neox",
	.derive = derive,
};
