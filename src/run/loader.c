/* loader: which loaders take JSON that is none. */

#include "run/loader.h"

#include <string.h>

/* Python's json module writes and reads these (json/decoder.py), and with it
 * all that load JSON here: no fault, though no JSON either. */
static bool
is_pythons_constant(const struct source *source, struct span at)
{
	static const char *const words[] = { "NaN", "Infinity" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (source->size - at.start >= strlen(words[i]) &&
		    memcmp(source->bytes + at.start, words[i],
			strlen(words[i])) == 0)
			return true;
	return false;
}

static bool
has_word(const struct source *source, const char *word)
{
	return memmem(source->bytes, source->size, word, strlen(word)) != NULL;
}

/*
 * DeepSpeed reads Hjson, which has comments and commas at the end (deepspeed/
 * runtime/config.py); what fills in "auto" reads JSON (accelerate, utils/
 * deepspeed.py).  Training code of its own often takes json5 for its settings
 * (open-mmlab/Amphion utils/hparam.py).
 */
enum severity
loader_severity(struct source *source, const struct tree_problem *problem,
    const struct dialect *dialect)
{
	bool own = strcmp(dialect->name, "training_code") == 0;
	bool deepspeed = strcmp(dialect->name, "deepspeed") == 0 &&
			 !has_word(source, "\"auto\"");

	if (is_pythons_constant(source, problem->span))
		return SEVERITY_OFF;
	if ((!own && !deepspeed) || !tree_is_relaxed_json(source))
		return SEVERITY_ERROR;
	return own ? SEVERITY_OFF : SEVERITY_NOTE;
}
