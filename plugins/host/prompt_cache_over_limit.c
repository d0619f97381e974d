/* prompt-cache-over-limit: llama.cpp's cache in RAM is larger than its limit. */

#include "host.h"
#include "resource_names.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

/* ggml-org/llama.cpp tools/server/README.md, --cache-ram: 8192 MiB since
 * #16391; Ollama starts such a runner for each model that it keeps loaded. */
static const double cache_default = 8192.0 * 1024 * 1024;
static const char variable[] = "LLAMA_ARG_CACHE_RAM";

static bool
sets_cache(struct gpulint_pass *pass)
{
	static const char *const keys[] = { "command", "args", "entrypoint" };

	for (size_t i = 0; i < 3; i++) {
		const struct gpulint_node *node =
		    gpulint_get(gpulint_root(pass), keys[i]);

		if (strstr(gpulint_scalar(node), "-cram") != NULL ||
		    strstr(gpulint_scalar(node), "--cache-ram") != NULL)
			return true;
		for (size_t k = 0;
		     gpulint_is_sequence(node) && k < gpulint_length(node); k++)
			if (strstr(gpulint_scalar(gpulint_at(node, k)),
				"cache-ram") != NULL ||
			    strcmp(gpulint_scalar(gpulint_at(node, k)),
				"-cram") == 0)
				return true;
	}
	return false;
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *limit =
	    gpulint_fact(pass, "host.memory_limit");
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));
	const char *text;
	const struct gpulint_node *cache = variable_find(pass, variable, &text);
	double each =
	    *text != '\0' ? strtod(text, NULL) * 1048576 : cache_default;
	double models = 1;
	struct gpulint_finding *finding;

	if (gpulint_node_of(limit) == NULL || each <= 0 || sets_cache(pass))
		return;
	if (strstr(image, "ollama") != NULL) {
		variable_find(pass, "OLLAMA_MAX_LOADED_MODELS", &text);
		models = strtod(text, NULL);
	} else if (strstr(image, "llama.cpp:server") == NULL) {
		return;
	}
	if (models < 1 || each * models < gpulint_number(limit))
		return;
	finding = gpulint_report(pass, limit,
	    "llama.cpp may keep %s of prompts in RAM%s%s; the container's "
	    "memory is %s",
	    gpulint_size(pass, each * models),
	    models > 1 ? gpulint_format(pass, " for %.0f models", models) : "",
	    cache == NULL ? ", by default" : "",
	    gpulint_size(pass, gpulint_number(limit)));
	gpulint_related_at(finding, cache, "the cache");
	gpulint_help(finding, "set %s to fewer MiB, or raise the limit",
	    variable);
	gpulint_rewrite(gpulint_fix(finding, true, "raise the limit to %s",
			    gpulint_size(pass, 1.5 * each * models)),
	    limit,
	    gpulint_format(pass, is_in_pod(pass) ? "%.0fGi" : "%.0fg",
		1.5 * each * models / 1073741824));
}

const struct gpulint_check prompt_cache_over_limit = {
	.id = "prompt-cache-over-limit",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
