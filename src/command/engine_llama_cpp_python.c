#include "command/engine.h"

#include "base/number.h"
#include "dialect/codes.h"

#include <string.h>

/*
 * The server of llama-cpp-python, whose settings are the parameters of the
 * library under their own names.  Read at abetlen/llama-cpp-python 03f8007,
 * llama_cpp/server/settings.py, llama_cpp/server/__main__.py.
 */

static size_t
python_starts(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < from + 8; i++) {
		if (strcmp(words->items[i].text, "llama_cpp.server") == 0)
			return i + 1;
	}
	return 0;
}

static const struct engine_alias aliases[] = {
	{ "--n-ctx", "ctx-size" },
	{ "--n-batch", "batch-size" },
	{ "--n-ubatch", "ubatch-size" },
	{ "--type-k", "cache-type-k" },
	{ "--type-v", "cache-type-v" },
	{ "--hf-model-repo-id", "hf-repo" },
	{ NULL, NULL },
};

static const struct engine_alias environment[] = {
	{ "MODEL", "model" },
	{ "N_CTX", "ctx-size" },
	{ "N_GPU_LAYERS", "n-gpu-layers" },
	{ "N_BATCH", "batch-size" },
	{ "FLASH_ATTN", "flash-attn" },
	{ "TYPE_K", "cache-type-k" },
	{ "TYPE_V", "cache-type-v" },
	{ NULL, NULL },
};

static const struct engine_default defaults[] = {
	{ F_SERVE_MAX_LEN, NULL, NULL, "2048", "llama-cpp-python" },
	{ F_SERVE_GPU_LAYERS, NULL, NULL, "0", "llama-cpp-python" },
	{ F_SERVE_FLASH_ATTENTION, NULL, NULL, "no", "llama-cpp-python" },
	{ FACT_COUNT, NULL, NULL, NULL, NULL },
};

/* Types are numbers of enum ggml_type (ggml/include/ggml.h). */
static void
name_type(struct engine_run *run, const char *key)
{
	static const struct {
		const char *number, *name;
	} types[] = { { "0", "f32" }, { "1", "f16" }, { "2", "q4_0" },
		{ "3", "q4_1" }, { "6", "q5_0" }, { "7", "q5_1" },
		{ "8", "q8_0" }, { "20", "iq4_nl" }, { "30", "bf16" } };
	struct engine_flag *flag = engine_flag(run, key);

	for (size_t i = 0; flag && i < sizeof(types) / sizeof(*types); i++) {
		if (strcmp(flag->value.text, types[i].number) != 0)
			continue;
		flag->value.text = types[i].name;
		flag->value.length = strlen(types[i].name);
		flag->value.exact = false;
		return;
	}
}

static void
python_prepare(struct engine_run *run)
{
	struct engine_flag *layers = engine_flag(run, "n-gpu-layers");

	name_type(run, "cache-type-k");
	name_type(run, "cache-type-v");
	if (layers && strcmp(layers->value.text, "-1") == 0)
		layers->value.text = "all";
	engine_llama_cpp.prepare(run);
}

static void
python_derive(struct engine_run *run)
{
	if (run->w->facts[F_SERVE_GPU_LAYERS].state == FACT_ABSENT)
		workload_set_number(run->w, F_SERVE_GPU_LAYERS, 0,
		    &(struct origin){ .kind = ORIGIN_DEFAULT,
			.note = "llama-cpp-python" });
	llama_cpp_derive(run);
}

const struct engine engine_llama_cpp_python = {
	.name = "llama.cpp",
	.dialect = "llama_cpp",
	.starts = python_starts,
	.aliases = aliases,
	.environment = environment,
	.defaults = defaults,
	.prepare = python_prepare,
	.derive = python_derive,
};

static void
read_models(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	const struct node *models = node_get(root, "models");

	for (size_t i = 0; i < node_length(models) && i < 64; i++) {
		const struct node *model = node_at(models, i);
		struct workload *w = workload_new(reading->arena, dialect->name,
		    WORKLOAD_SERVE, tree, node_resolve(model));

		w->name = node_text(node_get(model, "model_alias"));
		engine_settings(reading, w, &engine_llama_cpp_python, model);
		reading_add(reading, w);
	}
}

const struct dialect_code code_llama_cpp_python = {
	.name = "llama_cpp_python",
	.read = read_models,
};
