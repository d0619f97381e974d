/* gpus-not-divisible: the GPUs do not split into whole model instances. */

#include "conflict.h"
#include "launch.h"

#include <math.h>
#include <string.h>

static void
run(struct gpulint_pass *pass)
{
	static const char *const degrees[] = { "parallel.tensor",
		"parallel.pipeline", "parallel.context" };
	const struct gpulint_fact *gpus = gpulint_fact(pass, "parallel.gpus");
	const struct gpulint_fact *place = NULL;
	double product = 1, all = gpulint_number(gpus);
	struct gpulint_finding *finding;

	conflicts_report(pass, "gpus-not-divisible"); /* engines in trainers */
	if (gpulint_in_program(pass))
		return;
	if (strcmp(gpulint_kind(pass), "train") != 0 || !gpulint_stated(gpus) ||
	    all < 1)
		return;
	for (size_t i = 0; i < sizeof(degrees) / sizeof(*degrees); i++) {
		const struct gpulint_fact *degree =
		    gpulint_fact(pass, degrees[i]);

		if (!gpulint_stated(degree) || gpulint_number(degree) <= 1)
			continue;
		product *= gpulint_number(degree);
		if (place == NULL)
			place = degree;
	}
	if (place == NULL || fmod(all, product) == 0)
		return;
	finding = gpulint_report(pass, place,
	    "%.0f GPUs do not split into groups of %.0f (tensor x pipeline x "
	    "context)",
	    all, product);
	gpulint_related(finding, gpus, "%.0f GPUs", all);
	gpulint_help(finding, "use a multiple of %.0f GPUs", product);
}

const struct gpulint_check gpus_not_divisible = {
	.id = "gpus-not-divisible",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
