/* long-path: 260 characters are soon full. */

#include "os.h"

#include <string.h>

/* learn.microsoft.com, maximum file path limitation: 260 characters unless
 * LongPathsEnabled is set and the program knows of it.  A checkpoint or a
 * cached snapshot adds about a hundred to its folder. */
enum { MOST = 260, BELOW = 100 };

static void
judge(struct gpulint_pass *pass, const struct gpulint_fact *place)
{
	size_t length = strlen(gpulint_text(place));
	struct gpulint_finding *finding;

	if (!gpulint_stated(place) || length <= MOST - BELOW)
		return;
	finding = gpulint_report(pass, place,
	    "a folder of %zu characters, and Windows takes %d with the "
	    "files in it",
	    length, MOST);
	gpulint_help(finding,
	    "take a shorter folder, or set LongPathsEnabled in the registry");
}

static void
run(struct gpulint_pass *pass)
{
	if (!gpulint_is(gpulint_fact(pass, "target.os"), "windows"))
		return;
	judge(pass, gpulint_fact(pass, "save.dir"));
	judge(pass, gpulint_fact(pass, "cache.dir"));
}

const struct gpulint_check long_path = {
	.id = "long-path",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
