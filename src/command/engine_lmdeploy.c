#include "command/engine.h"

#include <string.h>

/* LMDeploy.  Read at InternLM/lmdeploy 1263d5c, lmdeploy/cli/serve.py and
 * lmdeploy/cli/utils.py. */

static size_t
lmdeploy_starts(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i + 2 < to && i < from + 8; i++) {
		if (strcmp(words->items[i].text, "lmdeploy") == 0 &&
		    strcmp(words->items[i + 1].text, "serve") == 0 &&
		    strcmp(words->items[i + 2].text, "api_server") == 0)
			return i + 3;
	}
	return 0;
}

static const char *const switches[] = { "trust-remote-code", "eager-mode",
	"allow-credentials", "ssl", "help", "h", NULL };

const struct engine engine_lmdeploy = {
	.name = "lmdeploy",
	.dialect = "lmdeploy",
	.starts = lmdeploy_starts,
	.switches = switches,
	.positional = "model-path",
};
