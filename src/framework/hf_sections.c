/*
 * hf_sections: the Trainer's arguments in a section of a file, as training
 * code of one's own keeps them.  The sections make one mapping, which is read
 * as a file of arguments is; what the code makes of the rest is its own.
 * Read at locuslab/open-unlearning configs, aws/amazon-sagemaker-examples
 * (HyperParameters), huggingface/peft examples.
 */

#include "base/word.h"
#include "dialect/codes.h"
#include "dialect/map.h"
#include "framework/hf_sections.h"
#include "link/link.h"

#include <string.h>

enum { PAIRS_LIMIT = 256, NODES_LIMIT = 4096 };

static bool
recognise(const struct node *root, const char *path)
{
	static const char *const others[] = { "apiVersion", "kind", "services",
		"jobs", "compute_environment", "base_model", "cells",
		"architectures", "model_type", NULL };

	(void)path;
	if (!node_is(root, NODE_MAPPING) || map_has_any(root, others) ||
	    sections_schedule(root))
		return false;
	return sections_arguments(root) || sections_quantization_alone(root);
}

/* The one file that the sections make. */
struct gathering {
	struct arena *arena;
	const struct node *arguments; /* the section of the Trainer's, if any */
	struct pair *pairs;
	uint32_t count;
};

static void
put(struct gathering *g, const char *name, const struct pair *pair,
    const struct node *value)
{
	struct node *key = arena_alloc(g->arena, sizeof(*key));

	for (uint32_t i = 0; i < g->count; i++)
		if (strcmp(node_text(g->pairs[i].key), name) == 0)
			return;
	if (g->count >= PAIRS_LIMIT)
		return;
	*key = *pair->key;
	key->text = name;
	key->length = (uint32_t)strlen(name);
	g->pairs[g->count].key = key;
	g->pairs[g->count++].value = value;
}

/* What stands in other sections under the name that arguments have. */
static bool
is_shared_name(const char *name)
{
	static const char *const names[] = { "model_name_or_path",
		"load_in_4bit", "load_in_8bit", "device_map",
		"low_cpu_mem_usage", "torch_dtype", "attn_implementation",
		"use_peft", "use_lora", "lora_r", "lora_alpha", "lora_dropout",
		"max_seq_length", "deepspeed", "fsdp", "fsdp_config",
		"gradient_checkpointing", "gradient_checkpointing_kwargs",
		"use_flash_attention_2", "use_flash_attention",
		"use_flash_attn", "fp16", "bf16", "tf32", NULL };

	return word_is_among(name, names) || strncmp(name, "bnb_4bit_", 9) == 0;
}

static bool
names_model(const char *name, bool in_model)
{
	static const char *const names[] = { "pretrained_model_name_or_path",
		"base_model", "base_model_name", "model_name", "model_id",
		"model", NULL };
	static const char *const inside[] = { "name", "name_or_path", "path",
		"id", "pretrained", NULL };

	return word_is_among(name, names) ||
	       (in_model && word_is_among(name, inside));
}

/* Names that notebooks gave what BitsAndBytesConfig takes. */
static const char *
quantization_name(const char *name)
{
	static const struct translation names[] = {
		{ "use_4bit", "load_in_4bit" }, { "use_8bit", "load_in_8bit" },
		{ "use_nested_quant", "bnb_4bit_use_double_quant" },
		{ NULL, NULL }
	};

	for (const struct translation *t = names; t->written; t++)
		if (strcmp(name, t->written) == 0)
			return t->meant;
	return NULL;
}

/* Sections that speak of other models, or of no training. */
static bool
is_elsewhere(const char *section)
{
	static const char *const names[] = { "token", "eval", "gener", "ref",
		"teacher", "reward", "infer", "data", NULL };

	for (size_t i = 0; names[i]; i++)
		if (strncmp(section, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

/* lora: {r: 16, alpha: 32}, unless it says enabled: false. */
static void
gather_adapter(struct gathering *g, const struct node *section)
{
	static const struct translation names[] = { { "r", "lora_r" },
		{ "rank", "lora_r" }, { "alpha", "lora_alpha" },
		{ "dropout", "lora_dropout" },
		{ "target_modules", "lora_target_modules" }, { NULL, NULL } };
	static const char *const switches[] = { "enabled", "enable", "use",
		"use_lora", NULL };
	struct node *on;

	for (size_t i = 0; switches[i]; i++)
		if (node_pair(section, switches[i]))
			return;
	for (const struct translation *t = names; t->written; t++) {
		const struct pair *pair = node_pair(section, t->written);

		if (!pair)
			continue;
		put(g, t->meant, pair, pair->value);
		if (strcmp(t->meant, "lora_r") != 0)
			continue;
		on = arena_alloc(g->arena, sizeof(*on));
		*on = *pair->key;
		on->text = "true";
		on->length = 4;
		put(g, "use_peft", pair, on);
	}
}

static void
gather(struct gathering *g, const struct node *mapping, const char *section,
    unsigned depth)
{
	bool in_model = strncmp(section, "model", 5) == 0;
	struct pairs it = pairs_of(mapping);

	if (sections_is_adapter(section))
		gather_adapter(g, mapping);
	for (int i = 0; i < SECTIONS_KEYS && pairs_next(&it); i++) {
		const struct node *value = node_resolve(it.pair->value);
		const char *name = node_text(it.pair->key);

		if (value == g->arguments)
			continue;
		if (is_shared_name(name))
			put(g, name, it.pair, it.pair->value);
		else if (quantization_name(name))
			put(g, quantization_name(name), it.pair,
			    it.pair->value);
		else if (names_model(name, in_model) &&
			 strchr(node_text(value), '/'))
			put(g, "model_name_or_path", it.pair, it.pair->value);
		else if (node_is(value, NODE_MAPPING) &&
			 depth < SECTIONS_DEPTH && !is_elsewhere(name))
			gather(g, value, name, depth + 1);
	}
}

/* SageMaker has texts for all hyperparameters and makes flags of them: "True"
 * is true.  An edit would not know that, and the parent keeps it away. */
static const struct node *
as_flag(struct arena *arena, const struct pair *pair)
{
	const struct node *value = node_resolve(pair->value);
	struct node *copy;

	if (!node_is(value, NODE_SCALAR) || value->style == STYLE_PLAIN)
		return pair->value;
	copy = arena_alloc(arena, sizeof(*copy));
	*copy = *value;
	copy->style = STYLE_PLAIN;
	copy->parent = pair->key;
	return copy;
}

static const struct node *
one_mapping(struct workload *w, const struct node *arguments)
{
	struct gathering g = { .arena = w->arena, .arguments = arguments };
	const struct pair *flags = node_pair(w->root, "HyperParameters");
	struct pairs it = pairs_of(arguments);

	g.pairs = arena_array(w->arena, PAIRS_LIMIT, sizeof(*g.pairs));
	while (g.count < PAIRS_LIMIT && pairs_next(&it)) {
		g.pairs[g.count] = *it.pair;
		if (flags && node_resolve(flags->value) == arguments)
			g.pairs[g.count].value = as_flag(w->arena, it.pair);
		g.count++;
	}
	gather(&g, w->root, "", 1);
	return node_of_pairs(w->arena, g.pairs, g.count,
	    arguments ? arguments->span : w->root->span);
}

/* Keys that may tell the code to share the model out, in words of its own. */
static bool
may_shard(const struct workload *w)
{
	static const char *const words[] = { "fsdp", "deepspeed", "shard",
		"parallel", "distribut", NULL };
	struct nodes it = nodes_of(w->root);

	for (int n = 0; n < NODES_LIMIT && nodes_next(&it); n++)
		for (size_t i = 0; words[i]; i++)
			if (strcasestr(node_text(it.node), words[i]))
				return true;
	return false;
}

/* Where the file has no section of the Trainer's, its defaults do not hold. */
static void
forget_schedule(struct workload *w)
{
	static const enum fact_id facts[] = { F_TRAIN_MICRO_BATCH,
		F_TRAIN_ACCUMULATION, F_TRAIN_SEQ_LEN, F_TRAIN_EPOCHS,
		F_TRAIN_OPTIMIZER, F_SAVE_EVERY_STEPS, F_SAVE_KEEP,
		F_TRAIN_PRECISION, F_TRAIN_CHECKPOINTING };
	struct origin origin = map_derived("the keys in the file");

	/* worked out of epochs, even where save_strategy is written */
	if (w->facts[F_TRAIN_EPOCHS].origin.kind != ORIGIN_WRITTEN)
		memset(&w->facts[F_SAVE_TOTAL], 0, sizeof(struct fact));
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++)
		if (w->facts[facts[i]].origin.kind != ORIGIN_WRITTEN)
			workload_set_unknown(w, facts[i],
			    "the code that reads the file decides", &origin);
}

/* What is trained is the code's to know, unless an adapter is; what a rank
 * holds of it, too, where words of the code's own may share it out. */
static void
forget_method(struct workload *w)
{
	struct origin origin = map_derived("the keys in the file");
	bool shared = !fact_known(w, F_PARALLEL_SHARDING) && may_shard(w);

	if (fact_known(w, F_TRAIN_METHOD) && !shared)
		return;
	memset(&w->facts[F_TRAIN_METHOD], 0, sizeof(struct fact));
	workload_set_unknown(w, F_TRAIN_METHOD,
	    "the code that reads the file decides what it trains", &origin);
}

static void
derive(struct reading *reading, struct workload *w)
{
	const struct dialect *dialect =
	    dialect_by_name(reading->dialects, "hf_trl");
	struct origin origin = map_derived("the keys in the file");
	const struct node *arguments = sections_arguments(w->root);
	struct workload *part;

	if (!dialect || (!arguments && !sections_quantization_alone(w->root)))
		return;
	part = link_part(reading, w, dialect, NULL, one_mapping(w, arguments),
	    w->source);
	map_set(part, F_FRAMEWORK_NAME, "transformers", &origin);
	if (!fact_known(part, F_LOAD_DTYPE))
		workload_set_unknown(part, F_LOAD_DTYPE,
		    "the code that reads the file loads the model", &origin);
	link_merge(reading, w, part, dialect);
	forget_method(w);
	if (!arguments || !sections_schedule(arguments))
		forget_schedule(w);
	w->program.dialect = dialect->name;
	w->program.root = part->root;
	w->program.source = w->source;
	w->program.links = part->links;
}

const struct dialect_code code_hf_sections = {
	.name = "hf_sections",
	.derive = derive,
	.recognise = recognise,
};
