/* sections: a script's own file whose sections hold what the transformers
 * Trainer, from_pretrained and PEFT are given.  The section with the Trainer's
 * arguments becomes a file of them, with what the others say of the model,
 * its quantisation and the adapter.  Names of arguments as in
 * huggingface/transformers src/transformers/training_args.py. */

#include "dialect/codes.h"
#include "dialect/derive.h"
#include "dialect/map.h"

#include <string.h>
#include <strings.h>

enum {
	SECTIONS_LIMIT = 64, /* mappings looked at */
	DEPTH_LIMIT = 3,
	PAIRS_LIMIT = 256,
	ARGUMENTS_NEEDED = 4
};

/* The Trainer's alone; with one of them others count too. */
static const char *const own_names[] = { "per_device_train_batch_size",
	"per_device_eval_batch_size", "load_best_model_at_end",
	"evaluation_strategy", "eval_strategy", "save_strategy",
	"save_total_limit", "num_train_epochs", "lr_scheduler_type",
	"group_by_length", NULL };

static const char *const other_names[] = { "output_dir", "learning_rate",
	"weight_decay", "gradient_accumulation_steps", "warmup_ratio",
	"warmup_steps", "logging_steps", "save_steps", "eval_steps",
	"max_steps", "max_grad_norm", "optim", "bf16", "fp16", "tf32",
	"gradient_checkpointing", "report_to", "torch_compile", "deepspeed",
	NULL };

/* What other sections call an argument, where the name of the section has
 * the word; NULL: in any, and the top. */
static const struct {
	const char *section, *written, *key;
} names[] = {
	{ NULL, "model_name_or_path", "model_name_or_path" },
	{ NULL, "pretrained_model_name_or_path", "model_name_or_path" },
	{ NULL, "base_model", "model_name_or_path" },
	{ NULL, "model_name", "model_name_or_path" },
	{ NULL, "model_id", "model_name_or_path" },
	{ "model", "name", "model_name_or_path" },
	{ "model", "id", "model_name_or_path" },
	{ "model", "name_or_path", "model_name_or_path" },
	{ NULL, "torch_dtype", "dtype" },
	{ "model", "dtype", "dtype" },
	{ NULL, "attn_implementation", "attn_implementation" },
	{ NULL, "use_flash_attention_2", "use_flash_attention_2" },
	{ NULL, "use_flash_attention", "use_flash_attention" },
	{ NULL, "use_flash_attn", "use_flash_attn" },
	{ NULL, "load_in_4bit", "load_in_4bit" },
	{ NULL, "load_in_8bit", "load_in_8bit" },
	{ NULL, "bnb_4bit_quant_type", "bnb_4bit_quant_type" },
	{ NULL, "bnb_4bit_use_double_quant", "bnb_4bit_use_double_quant" },
	{ NULL, "bnb_4bit_compute_dtype", "bnb_4bit_compute_dtype" },
	{ NULL, "lora_r", "lora_r" },
	{ NULL, "lora_alpha", "lora_alpha" },
	{ NULL, "lora_dropout", "lora_dropout" },
	{ NULL, "target_modules", "target_modules" },
	{ "lora", "r", "lora_r" },
	{ "lora", "rank", "lora_r" },
	{ "peft", "r", "lora_r" },
	{ "adapter", "r", "lora_r" },
	{ "lora", "alpha", "lora_alpha" },
	{ NULL, "max_seq_length", "max_seq_length" },
	{ NULL, "fp16", "fp16" },
	{ NULL, "bf16", "bf16" },
	{ NULL, "deepspeed", "deepspeed" },
	{ NULL, "gradient_checkpointing", "gradient_checkpointing" },
};

struct search {
	const struct node *best; /* the section with most arguments */
	const char *name; /* the key it stands under */
	size_t most, looked;
};

static size_t
count_of(const struct node *mapping, const char *const *list)
{
	size_t n = 0;

	for (; *list; list++)
		n += node_is(node_get(mapping, *list), NODE_SCALAR);
	return n;
}

static size_t
arguments_in(const struct node *mapping)
{
	size_t own = count_of(mapping, own_names);

	return own ? own + count_of(mapping, other_names) : 0;
}

static void
look(struct search *s, const struct node *mapping, unsigned depth)
{
	struct pairs it = pairs_of(mapping);

	while (depth < DEPTH_LIMIT && pairs_next(&it)) {
		const struct node *value = node_resolve(it.pair->value);
		size_t n;

		if (!node_is(value, NODE_MAPPING) ||
		    s->looked++ >= SECTIONS_LIMIT)
			continue;
		n = arguments_in(value);
		if (n > s->most) {
			s->most = n;
			s->best = value;
			s->name = node_text(it.pair->key);
		}
		look(s, value, depth + 1);
	}
}

static bool
recognise(const struct node *root, const char *path)
{
	static const char *const foreign[] = { "apiVersion", "services", "jobs",
		"steps", "stages", "log_history", "wandb_version", NULL };
	struct search search = { NULL, NULL, 0, 0 };

	(void)path;
	if (!node_is(root, NODE_MAPPING) || map_has_any(root, foreign) ||
	    arguments_in(root) >= ARGUMENTS_NEEDED)
		return false;
	look(&search, root, 0);
	return search.most >= ARGUMENTS_NEEDED;
}

/* A mapping of our own making, whose values stay where they are written. */
struct gathering {
	struct arena *arena;
	struct pair pairs[PAIRS_LIMIT];
	uint32_t count;
	const struct node *section; /* not to be gone through again */
	size_t looked;
};

static bool
has(const struct gathering *g, const char *name)
{
	for (uint32_t i = 0; i < g->count; i++) {
		if (strcmp(node_text(g->pairs[i].key), name) == 0)
			return true;
	}
	return false;
}

static void
add(struct gathering *g, const struct pair *pair, const char *name)
{
	struct node *key;

	if (g->count >= PAIRS_LIMIT || has(g, name))
		return;
	key = arena_alloc(g->arena, sizeof(*key));
	*key = *node_resolve(pair->key);
	key->text = name;
	key->length = (uint32_t)strlen(name);
	g->pairs[g->count].key = key;
	g->pairs[g->count++].value = pair->value;
}

static void
add_named(struct gathering *g, const struct pair *pair, const char *section)
{
	const char *written = node_text(pair->key);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(names[i].written, written) == 0 &&
		    (!names[i].section ||
			strcasestr(section, names[i].section)))
			add(g, pair, names[i].key);
	}
}

static void
gather(struct gathering *g, const struct node *mapping, const char *section,
    unsigned depth)
{
	struct pairs it = pairs_of(mapping);

	while (pairs_next(&it)) {
		const struct node *value = node_resolve(it.pair->value);
		const char *key = node_text(it.pair->key);

		if (value == g->section)
			continue;
		if (depth == 0 && strcmp(key, "model") == 0 &&
		    node_is(value, NODE_SCALAR))
			add(g, it.pair, "model_name_or_path");
		if (!node_is(value, NODE_MAPPING))
			add_named(g, it.pair, section);
		else if (depth < DEPTH_LIMIT && g->looked++ < SECTIONS_LIMIT)
			/* a section of a section: model.lora, model_kwargs */
			gather(g, value, key, depth + 1);
	}
}

static const struct node *
gathered(struct arena *arena, const struct node *root,
    const struct search *search)
{
	struct gathering *g = arena_alloc(arena, sizeof(*g));
	struct node *all = arena_alloc(arena, sizeof(*all));
	struct pairs it = pairs_of(search->best);

	g->arena = arena;
	g->section = search->best;
	while (g->count < PAIRS_LIMIT && pairs_next(&it))
		g->pairs[g->count++] = *it.pair;
	/* the section may hold sections of its own */
	gather(g, search->best, search->name, 1);
	gather(g, root, "", 0);
	*all = *node_of_pairs(arena, g->pairs, g->count, search->best->span);
	all->style = search->best->style;
	all->parent = search->best->parent;
	return all;
}

static void
read_sections(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	const struct dialect *arguments =
	    dialect_by_name(reading->dialects, "hf_trl");
	struct search search = { NULL, NULL, 0, 0 };
	struct origin origin = map_derived("arguments of its Trainer");
	struct workload *w;

	(void)dialect;
	look(&search, root, 0);
	if (!search.best || !arguments)
		return;
	w = workload_new(reading->arena, arguments->name, arguments->kind, tree,
	    gathered(reading->arena, root, &search));
	map_set(w, F_FRAMEWORK_NAME, "transformers", &origin);
	dialect_map(reading, w, arguments, w->root);
	dialect_code_of(arguments)->derive(reading, w);
	derive_unknown(w, F_LOAD_DTYPE, "the script loads the model");
	reading_add(reading, w);
}

const struct dialect_code code_sections = {
	.name = "sections",
	.read = read_sections,
	.recognise = recognise,
};
