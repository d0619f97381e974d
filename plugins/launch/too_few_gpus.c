/* too-few-gpus: the job wants more GPUs than it is given. */

#include "launch.h"

#include <string.h>

/* What the degrees of one model instance come to; places its largest. */
static double
wanted(struct gpulint_pass *pass, const struct gpulint_fact **place)
{
	static const char *const degrees[] = { "parallel.tensor",
		"parallel.pipeline" };
	double product = 1, largest = 1;

	for (size_t i = 0; i < sizeof(degrees) / sizeof(*degrees); i++) {
		const struct gpulint_fact *degree =
		    gpulint_fact(pass, degrees[i]);
		double ways = gpulint_number(degree);

		if (!gpulint_stated(degree) || ways < 1)
			continue;
		product *= ways;
		if (ways > largest) {
			largest = ways;
			*place = degree;
		}
	}
	return product;
}

/* Several machines may serve one model together, each with a part of the
 * GPUs: the nodes that are known count, and Kubernetes may add some. */
static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *gpus = gpulint_fact(pass, "target.gpus");
	const struct gpulint_fact *place = NULL;
	double nodes = gpulint_number(gpulint_fact(pass, "parallel.nodes"));
	double more = gpulint_number(gpulint_fact(pass, "target.nodes"));
	double need = wanted(pass, &place), have = gpulint_number(gpus);
	struct gpulint_finding *finding;

	if (place == NULL || !gpulint_stated(gpus) || have < 1)
		return;
	if (more > nodes)
		nodes = more;
	if (nodes > 1)
		have *= nodes;
	if (need <= have)
		return;
	finding = gpulint_report(pass, place,
	    "%.0f GPUs are asked for, and %.0f %s given", need, have,
	    have == 1 ? "is" : "are");
	if (strcmp(gpulint_dialect(pass), "docker_compose") != 0)
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpus, "%.0f GPU%s", gpulint_number(gpus),
	    gpulint_number(gpus) == 1 ? "" : "s");
	gpulint_help(finding,
	    "give the container %.0f GPUs, or lower the degree", need);
	gpulint_set(gpulint_fix(finding, false, "give it %.0f GPUs", need),
	    "target.gpus", gpulint_format(pass, "%.0f", need));
}

const struct gpulint_check too_few_gpus = {
	.id = "too-few-gpus",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
