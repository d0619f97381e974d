#include "command/engine.h"

#include "base/word.h"

#include <string.h>

/*
 * Aphrodite, a fork of vLLM with its flags: their meaning is vLLM's data
 * file.  Read at aphrodite-engine/aphrodite-engine 022aa636,
 * aphrodite/engine/args_tools.py, aphrodite/endpoints/cli.py.
 */

/* aphrodite run ..., aphrodite serve ..., and
 * python -m aphrodite.endpoints.openai.api_server ... */
static size_t
aphrodite_starts(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < from + 8; i++) {
		const char *text = words->items[i].text;
		const char *next = i + 1 < to ? words->items[i + 1].text : "";

		if (word_ends(text, "aphrodite") &&
		    (strcmp(next, "run") == 0 || strcmp(next, "serve") == 0))
			return i + 2;
		if (strcmp(text, "aphrodite.endpoints.openai.api_server") == 0)
			return i + 1;
	}
	return 0;
}

static const struct engine_alias aliases[] = {
	{ "-tp", "tensor-parallel-size" },
	{ "-pp", "pipeline-parallel-size" },
	{ "-gmu", "gpu-memory-utilization" },
	{ "-q", "quantization" },
	{ NULL, NULL },
};

static const char *const switches[] = { "enforce-eager", "trust-remote-code",
	"single-user-mode", "enable-chunked-prefill", "enable-prefix-caching",
	"launch-kobold-api", "version", "v", "h", "help", NULL };

static const struct engine_default defaults[] = {
	{ F_SERVE_MEMORY_FRACTION, NULL, NULL, "0.9", "Aphrodite" },
	{ FACT_COUNT, NULL, NULL, NULL, NULL },
};

const struct engine engine_aphrodite = {
	.name = "aphrodite",
	.dialect = "vllm",
	.starts = aphrodite_starts,
	.aliases = aliases,
	.switches = switches,
	.positional = "model",
	.defaults = defaults,
};
