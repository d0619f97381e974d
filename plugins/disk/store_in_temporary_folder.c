/* store-in-temporary-folder: JetStream is not told where to keep streams. */

#include "disk.h"
#include "words.h"

#include <string.h>

/* The flag of a container's command, or the key of a configuration. */
static struct gpulint_finding *
report(struct gpulint_pass *pass, const char *folder)
{
	const struct gpulint_node *key =
	    gpulint_key_named(gpulint_root(pass), "jetstream");
	struct words words = words_of(pass);

	if (key != NULL)
		return gpulint_report_at(pass, key,
		    "JetStream keeps its streams in %s", folder);
	while (words_next(&words)) {
		const char *word = words.word;
		size_t dashes = strspn(word, "-");

		if (dashes > 0 &&
		    (strncmp(word + dashes, "js", 2) == 0 ||
			strncmp(word + dashes, "jetstream", 9) == 0))
			return gpulint_report_word(pass, words.node, word,
			    "JetStream keeps its streams in %s", folder);
	}
	return NULL;
}

/* Whoever limits what is on disk, or brings a volume, means to keep it. */
static bool
is_to_last(struct gpulint_pass *pass)
{
	return gpulint_stated(gpulint_fact(pass, "stream.file_store")) ||
	       gpulint_length(gpulint_get(gpulint_root(pass), "volumes")) > 0;
}

/* A volume that is put there, or above. */
static bool
is_mounted(struct gpulint_pass *pass)
{
	const struct gpulint_node *list =
	    gpulint_get(gpulint_root(pass), "volumes");

	for (size_t i = 0; i < gpulint_length(list); i++)
		if (strstr(gpulint_scalar(gpulint_at(list, i)), ":/tmp") !=
		    NULL)
			return true;
	return false;
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *folder =
	    gpulint_fact(pass, "stream.store_dir");
	struct gpulint_finding *finding;

	if (!gpulint_known(folder) || gpulint_stated(folder) ||
	    is_mounted(pass))
		return;
	finding = report(pass, gpulint_text(folder));
	if (finding == NULL)
		return;
	if (!is_to_last(pass))
		gpulint_lower(finding, GPULINT_NOTE);
	gpulint_help(finding,
	    "name a folder of its own: store_dir, or -sd on the command line");
}

const struct gpulint_check store_in_temporary_folder = {
	.id = "store-in-temporary-folder",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
