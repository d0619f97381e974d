/* heads-not-divisible: attention heads do not split over the GPUs. */

#include "conflict.h"
#include "launch.h"

#include <math.h>

static bool
splits(double heads, double ways)
{
	return fmod(heads, ways) == 0;
}

/* Fewer key and value heads than GPUs are copied, in whole groups. */
static bool
splits_or_copies(double heads, double ways)
{
	return heads >= ways ? splits(heads, ways) : splits(ways, heads);
}

/* The largest degree up to the one asked for that works. */
static double
nearest(double heads, double kv_heads, double ways)
{
	for (double way = ways - 1; way > 1; way--) {
		if (splits(heads, way) &&
		    (kv_heads <= 0 || splits_or_copies(kv_heads, way)))
			return way;
	}
	return 1;
}

/* Aphrodite gives its GPUs uneven shares of the heads since 0.6
 * (dphnAI/sonar pull request 594). */
static bool
splits_unevenly(struct gpulint_pass *pass)
{
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));

	return gpulint_is(gpulint_fact(pass, "serve.engine"), "aphrodite") &&
	       (*version == '\0' ||
		   gpulint_version_compare(version, "0.6") >= 0);
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *degree =
	    gpulint_fact(pass, "parallel.tensor");
	const struct gpulint_fact *heads = gpulint_fact(pass, "model.heads");
	const struct gpulint_fact *kv_heads =
	    gpulint_fact(pass, "model.kv_heads");
	double ways = gpulint_number(degree), q = gpulint_number(heads);
	double kv = gpulint_number(kv_heads);
	struct gpulint_finding *finding;

	conflicts_report(pass, "heads-not-divisible"); /* engines in trainers */
	/* More than any machine has: absurd, and not ours to count down from. */
	if (ways < 2 || ways > 65536 || q < 1 || splits_unevenly(pass))
		return;
	if (!splits(q, ways))
		finding = gpulint_report(pass, degree,
		    "%.0f attention heads do not split over %.0f GPUs", q,
		    ways);
	else if (kv >= 1 && !splits_or_copies(kv, ways))
		finding = gpulint_report(pass, degree,
		    "%.0f key and value heads do not split over %.0f GPUs", kv,
		    ways);
	else
		return;
	gpulint_related(finding, heads, "%.0f heads", q);
	gpulint_help(finding,
	    "use a tensor parallel degree of %.0f, or pipeline parallelism "
	    "for the rest",
	    nearest(q, kv, ways));
	gpulint_set(gpulint_fix(finding, false, "set it to %.0f",
			nearest(q, kv, ways)),
	    "parallel.tensor",
	    gpulint_format(pass, "%.0f", nearest(q, kv, ways)));
}

const struct gpulint_check heads_not_divisible = {
	.id = "heads-not-divisible",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
