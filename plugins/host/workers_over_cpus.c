/* workers-over-cpus: more data loader processes than CPUs. */

#include "host.h"

#include <math.h>

/* torch/utils/data/dataloader.py warns, "This DataLoader will create N worker
 * processes in total. Our suggested max number of worker in current system is
 * M", and is slower for it. */
static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *workers =
	    gpulint_fact(pass, "train.workers");
	const struct gpulint_fact *limit = gpulint_fact(pass, "host.cpu_limit");
	const struct gpulint_fact *cpus =
	    gpulint_known(limit) ? limit : gpulint_fact(pass, "target.cpus");
	double gpus = gpulint_number(gpulint_fact(pass, "target.gpus"));
	double each = gpulint_number(workers), have = gpulint_number(cpus);
	struct gpulint_finding *finding;

	if (gpus < 1)
		gpus = 1;
	if (!gpulint_stated(workers) || have < 1 || each * gpus <= have)
		return;
	finding = gpulint_report(pass, workers,
	    "%.0f data loader processes on %.0f GPU%s share %.0f CPUs", each,
	    gpus, gpus == 1 ? "" : "s", have);
	gpulint_related(finding, cpus, "%.0f CPUs", have);
	gpulint_help(finding, "use %.0f or fewer for each GPU",
	    floor(have / gpus));
	gpulint_set(gpulint_fix(finding, true, "use %.0f for each GPU",
			floor(have / gpus)),
	    "train.workers", gpulint_format(pass, "%.0f", floor(have / gpus)));
}

const struct gpulint_check workers_over_cpus = {
	.id = "workers-over-cpus",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
