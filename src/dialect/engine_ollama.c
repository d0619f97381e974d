#include "dialect/engine.h"

#include <string.h>

/* Ollama.  Read at ollama/ollama envconfig/config.go: all of it is set by
 * variables, and models are named when they are asked for. */

static size_t
ollama_starts(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i + 1 < to && i < from + 2; i++) {
		const char *text = words->items[i].text;
		const char *slash = strrchr(text, '/');
		const char *verb = words->items[i + 1].text;

		if (strcmp(slash ? slash + 1 : text, "ollama") == 0 &&
		    (strcmp(verb, "serve") == 0 || strcmp(verb, "run") == 0))
			return i + 2;
	}
	return 0;
}

static const struct engine_alias environment[] = {
	{ "OLLAMA_CONTEXT_LENGTH", "context-length" },
	{ "OLLAMA_NUM_PARALLEL", "num-parallel" },
	{ "OLLAMA_KV_CACHE_TYPE", "kv-cache-type" },
	{ "OLLAMA_FLASH_ATTENTION", "flash-attention" },
	{ "OLLAMA_MODELS", "models" },
	{ NULL, NULL },
};

static void
ollama_derive(struct engine_run *run)
{
	struct origin origin = origin_note(ORIGIN_DERIVED, "serve.engine");

	if (run->w->facts[F_MODEL_ID].state == FACT_ABSENT)
		workload_set_unknown(run->w, F_MODEL_ID,
		    "ollama is told the model when it is asked", &origin);
}

const struct engine engine_ollama = {
	.name = "ollama",
	.dialect = "ollama",
	.starts = ollama_starts,
	.environment = environment,
	.positional = "model",
	.derive = ollama_derive,
};
