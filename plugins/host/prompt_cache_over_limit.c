/* prompt-cache-over-limit: a server's cache in RAM is larger than its limit. */

#include "cluster.h"
#include "engine_caches.h"
#include "host.h"
#include "llama_build.h"
#include "words.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ggml-org/llama.cpp tools/server/README.md, --cache-ram: 8192 MiB since
 * #16391; Ollama starts such a runner for each model that it keeps loaded. */
static const double cache_default = 8192.0 * 1024 * 1024;
static const char variable[] = "LLAMA_ARG_CACHE_RAM";

/* What follows the flag in the text; NULL where it is not in it, "" at the end
 * of it. */
static const char *
after_flag(const char *text)
{
	static const char *const flags[] = { "--cache-ram", "-cram" };

	for (size_t i = 0; i < 2; i++) {
		const char *flag = strstr(text, flags[i]);

		if (flag == NULL)
			continue;
		flag += strlen(flags[i]);
		return flag + (*flag == '=' || *flag == ' ');
	}
	return NULL;
}

/* The node of the command that says the size of the cache, with its number;
 * NULL where none does. */
static const struct gpulint_node *
set_by_command(struct gpulint_pass *pass, const char **number)
{
	static const char *const keys[] = { "command", "args", "entrypoint" };

	for (size_t i = 0; i < 3; i++) {
		const struct gpulint_node *node =
		    gpulint_get(gpulint_root(pass), keys[i]);

		*number = after_flag(gpulint_scalar(node));
		if (*number != NULL)
			return node;
		for (size_t k = 0;
		     gpulint_is_sequence(node) && k < gpulint_length(node);
		     k++) {
			const struct gpulint_node *item = gpulint_at(node, k);

			*number = after_flag(gpulint_scalar(item));
			if (*number == NULL)
				continue;
			if (**number == '\0' && k + 1 < gpulint_length(node)) {
				item = gpulint_at(node, k + 1);
				*number = gpulint_scalar(item);
			}
			return item;
		}
	}
	return NULL;
}

enum age { BEFORE_IT, UNTOLD, SINCE_IT };

/* Ollama started runners of its own before it took llama.cpp's server, whose
 * cache 0.32.1 has (ollama/ollama#17351, #18264); a tag without a version is of
 * today. */
static enum age
age_of_ollama(const char *image)
{
	const char *tag = strrchr(image, ':');

	if (strchr(image, '@') != NULL || (tag != NULL && tag[1] == '$'))
		return UNTOLD;
	return tag == NULL || !isdigit((unsigned char)tag[1]) ||
		       gpulint_version_compare(tag + 1, "0.32") >= 0
		   ? SINCE_IT
		   : UNTOLD;
}

/* Builds are counted: b6490 is of the month before the cache, b7000 of the one
 * after it; images of ggerganov's have been of an earlier year since the move,
 * and a tag without a build is of today. */
static enum age
age_of(struct gpulint_pass *pass, const char *image)
{
	long number = llama_build(pass);

	if (strstr(image, "ollama") != NULL)
		return age_of_ollama(image);
	if (strstr(image, "ggerganov/") != NULL ||
	    (number > 0 && number < 6490))
		return BEFORE_IT;
	return number >= 7000 || (number == 0 && strchr(image, '@') == NULL)
		   ? SINCE_IT
		   : UNTOLD;
}

static void
judge_llama_cpp(struct gpulint_pass *pass)
{
	const struct gpulint_fact *limit =
	    gpulint_fact(pass, "host.memory_limit");
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));
	const char *text;
	const struct gpulint_node *cache = set_by_command(pass, &text);
	const char *name = cache != NULL ? "--cache-ram" : variable;
	double each = cache_default, models = 1;
	struct gpulint_finding *finding;

	if (cache == NULL)
		cache = variable_find(pass, variable, &text);
	if (cache != NULL)
		each = strtod(text, NULL) * 1048576;
	if (gpulint_node_of(limit) == NULL || !(each > 0) || isinf(each))
		return;
	if (strstr(image, "ollama") != NULL) {
		variable_find(pass, "OLLAMA_MAX_LOADED_MODELS", &text);
		models = *text != '\0' ? strtod(text, NULL)
				       : strstr(image, "ollama/ollama") != NULL;
	} else if (strstr(image, "llama.cpp:server") == NULL) {
		return;
	}
	if (models < 1 || each * models < gpulint_number(limit) ||
	    (cache == NULL && age_of(pass, image) == BEFORE_IT))
		return;
	finding = gpulint_report(pass, limit,
	    "llama.cpp may keep %s of prompts in RAM%s%s; the container's "
	    "memory is %s",
	    gpulint_size(pass, each * models),
	    models > 1 ? gpulint_format(pass, " for %.0f models", models) : "",
	    cache == NULL ? ", by default" : "",
	    gpulint_size(pass, gpulint_number(limit)));
	if (cache == NULL && age_of(pass, image) == UNTOLD)
		gpulint_lower(finding, GPULINT_NOTE);
	gpulint_related_at(finding, cache, "the cache");
	gpulint_help(finding, "set %s to fewer MiB, or raise the limit", name);
	gpulint_rewrite(gpulint_fix(finding, true, "raise the limit to %s",
			    gpulint_size(pass, 1.5 * each * models)),
	    limit,
	    gpulint_format(pass, is_in_pod(pass) ? "%.0fGi" : "%.0fg",
		1.5 * each * models / 1073741824));
}

static void
run(struct gpulint_pass *pass)
{
	judge_llama_cpp(pass);
	engine_caches_judge(pass);
}

const struct gpulint_check prompt_cache_over_limit = {
	.id = "prompt-cache-over-limit",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
