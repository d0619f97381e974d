/* unknown-key: the framework does not know a key. */

#include "config.h"

#include <string.h>

static void
check(struct gpulint_pass *pass, size_t document, const char *consequence)
{
	const struct gpulint_node *key;
	const char *nearest = NULL;
	bool stops = strcmp(consequence, "stops") == 0;

	for (size_t i = 0;
	     (key = gpulint_unknown_key(pass, document, i, &nearest)) != NULL;
	     i++) {
		struct gpulint_finding *finding;

		/* A key that is merely dropped may be somebody's own note. */
		if (!stops && nearest == NULL)
			continue;
		finding = gpulint_report_at(pass, key,
		    "%s is no key of this framework, which %s",
		    gpulint_scalar(key), consequence);
		if (!stops)
			gpulint_lower(finding, GPULINT_WARNING);
		if (nearest != NULL) {
			struct gpulint_fix *fix = gpulint_fix(finding, false,
			    "rename it to %s", nearest);

			gpulint_replace(fix, key, nearest);
			gpulint_help(finding, "did you mean %s?", nearest);
		} else {
			gpulint_help(finding, "remove it, or correct its name");
		}
	}
}

static void
run(struct gpulint_pass *pass)
{
	for (size_t i = 0; i < gpulint_documents(pass); i++) {
		const char *consequence = gpulint_unknown_keys(pass, i);

		if (*consequence != '\0')
			check(pass, i, consequence);
	}
}

const struct gpulint_check unknown_key = {
	.id = "unknown-key",
	.scope = GPULINT_FILE,
	.run = run,
};
