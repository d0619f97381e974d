#include "command/engine.h"

#include "base/word.h"
#include "dialect/codes.h"

#include <string.h>

/*
 * The models of text-generation-webui that llama.cpp loads: what its command
 * line says, and settings a model, by a pattern of its file's name
 * (models/config-user.yaml).  Read at
 * oobabooga/text-generation-webui v4, modules/shared.py, modules/models.py,
 * modules/llama_cpp_server.py; flash_attn was a setting until v3.
 */

static const struct engine_alias aliases[] = {
	{ "--n-ctx", "ctx-size" },
	{ "--max-seq-len", "ctx-size" },
	{ "--gpu-layers", "n-gpu-layers" },
	{ "--n-batch", "batch-size" },
	{ NULL, NULL },
};

static void
textgen_prepare(struct engine_run *run)
{
	const struct engine_flag *cache = engine_flag(run, "cache-type");

	engine_llama_cpp.prepare(run);
	if (!cache || strcmp(cache->value.text, "fp16") == 0)
		return;
	engine_flag_add(run, "cache-type-k", &cache->name, &cache->value);
	engine_flag_add(run, "cache-type-v", &cache->name, &cache->value);
}

/* python server.py --model NAME.gguf; another loader has no such file. */
static size_t
textgen_starts(const struct shell_words *words, size_t from, size_t to)
{
	size_t at = 0;

	for (size_t i = from; i < to && i < from + 4 && at == 0; i++)
		if (strcmp(words->items[i].text, "server.py") == 0)
			at = i + 1;
	for (size_t i = at; at && i < to; i++)
		if (word_ends(words->items[i].text, ".gguf"))
			return at;
	return 0;
}

static const char *const switches[] = { "listen", "api", "auto-launch",
	"verbose", "share", "public-api", "multi-user", "nowebui", "flash-attn",
	"mlock", "cpu", "numa", "row-split", NULL };

static const struct engine_default defaults[] = { { FACT_COUNT, NULL, NULL,
    NULL, NULL } };

const struct engine engine_textgen = {
	.name = "llama.cpp",
	.dialect = "llama_cpp",
	.starts = textgen_starts,
	.aliases = aliases,
	.switches = switches,
	.defaults = defaults,
	.prepare = textgen_prepare,
	.derive = llama_cpp_derive,
};

/* "Meta-Llama-3-8B-Instruct.Q4_K_M.gguf$" is the end of a pattern. */
static void
name_model(struct workload *w, const struct pair *pair)
{
	const struct node *key = node_resolve(pair->key);
	const char *text = node_text(key);
	size_t length = strcspn(text, "$");
	struct origin origin = origin_written(w->source, pair->key, NULL);
	const char *type = engine_gguf_type(text, w->arena);

	if (type)
		workload_set_text(w, F_QUANT_GGUF_TYPE, type, &origin);
	if (length && !strpbrk(text, "*+()[]|"))
		workload_set_text(w, F_MODEL_ID,
		    arena_copy(w->arena, text, length), &origin);
}

static void
read_models(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct pairs it = pairs_of(root);

	for (int i = 0; i < 256 && pairs_next(&it); i++) {
		const struct node *model = node_resolve(it.pair->value);
		struct workload *w;

		if (strcmp(node_text(node_get(model, "loader")), "llama.cpp") !=
		    0)
			continue;
		w = workload_new(reading->arena, dialect->name, WORKLOAD_SERVE,
		    tree, model);
		w->name = node_text(node_resolve(it.pair->key));
		name_model(w, it.pair);
		engine_settings(reading, w, &engine_textgen, model);
		reading_add(reading, w);
	}
}

const struct dialect_code code_textgen = {
	.name = "textgen",
	.read = read_models,
};
