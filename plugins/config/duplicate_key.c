/* duplicate-key: a mapping says a key twice. */

#include "config.h"

enum { MOST = 20 }; /* findings a file: past that nobody reads on */

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_node *key, *earlier = NULL;

	for (size_t i = 0;
	     i < MOST && (key = gpulint_duplicate(pass, i, &earlier)) != NULL;
	     i++) {
		struct gpulint_finding *finding =
		    gpulint_report_at(pass, key, "%s is set on line %u already",
			gpulint_scalar(key), gpulint_line(pass, earlier));

		gpulint_related_at(finding, earlier, "first set here");
		gpulint_help(finding,
		    "keep one: most loaders take the last, some stop");
	}
}

const struct gpulint_check duplicate_key = {
	.id = "duplicate-key",
	.scope = GPULINT_FILE,
	.run = run,
};
