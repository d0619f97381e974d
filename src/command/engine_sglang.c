#include "command/engine.h"

#include <string.h>

/* SGLang.  Read at sgl-project/sglang python/sglang/srt/server_args.py. */

static size_t
sglang_starts(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < from + 8; i++) {
		const char *text = words->items[i].text;

		if (strcmp(text, "sglang.launch_server") == 0 ||
		    strcmp(text, "dynamo.sglang") == 0)
			return i + 1;
		if (i + 1 < to && strcmp(text, "sglang") == 0 &&
		    strcmp(words->items[i + 1].text, "serve") == 0)
			return i + 2;
	}
	return 0;
}

static const struct engine_alias aliases[] = {
	{ "--model", "model-path" },
	{ "--tp", "tensor-parallel-size" },
	{ "--tp-size", "tensor-parallel-size" },
	{ "--dp", "data-parallel-size" },
	{ "--dp-size", "data-parallel-size" },
	{ "--pp", "pipeline-parallel-size" },
	{ "--pp-size", "pipeline-parallel-size" },
	{ "--ep", "expert-parallel-size" },
	{ "--ep-size", "expert-parallel-size" },
	{ NULL, NULL },
};

static const char *const switches[] = { "trust-remote-code", "is-embedding",
	"skip-tokenizer-init", "log-requests", "show-time-cost", "help", "h",
	NULL };

const struct engine engine_sglang = {
	.name = "sglang",
	.dialect = "sglang",
	.starts = sglang_starts,
	.aliases = aliases,
	.switches = switches,
};
