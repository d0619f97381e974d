/* batch-product-mismatch: DeepSpeed's three batch sizes disagree. */

#include "launch.h"

#include <math.h>

/*
 * DeepSpeed stops unless train_batch_size is train_micro_batch_size_per_gpu
 * x gradient_accumulation_steps x world size (runtime/config.py,
 * _batch_assertion).
 */
static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *all =
	    gpulint_fact(pass, "train.global_batch");
	const struct gpulint_fact *micro =
	    gpulint_fact(pass, "train.micro_batch");
	const struct gpulint_fact *steps =
	    gpulint_fact(pass, "train.accumulation");
	const struct gpulint_fact *ranks = gpulint_fact(pass, "parallel.data");
	double total = gpulint_number(all), each = gpulint_number(micro);
	double times = gpulint_number(steps), world = gpulint_number(ranks);
	struct gpulint_finding *finding;

	if (!gpulint_stated(all) || !gpulint_stated(micro) ||
	    !gpulint_stated(steps) || each * times <= 0 || total <= 0)
		return;
	if (gpulint_known(ranks) && world > 0) {
		if (each * times * world == total)
			return;
		finding = gpulint_report(pass, all,
		    "a batch of %.0f is not %.0f per GPU x %.0f steps x %.0f "
		    "GPU%s = %.0f",
		    total, each, times, world, world == 1 ? "" : "s",
		    each * times * world);
		gpulint_related(finding, ranks, "%.0f GPU%s", world,
		    world == 1 ? "" : "s");
		gpulint_help(finding, "set it to %.0f, or to \"auto\"",
		    each * times * world);
		gpulint_set(gpulint_fix(finding, false, "set it to %.0f",
				each * times * world),
		    "train.global_batch",
		    gpulint_format(pass, "%.0f", each * times * world));
	} else {
		if (fmod(total, each * times) == 0)
			return;
		finding = gpulint_report(pass, all,
		    "a batch of %.0f is no multiple of %.0f per GPU x %.0f "
		    "steps",
		    total, each, times);
		gpulint_help(finding,
		    "set it to %.0f x the number of GPUs, or to \"auto\"",
		    each * times);
	}
	gpulint_related(finding, micro, "%.0f per GPU", each);
	gpulint_related(finding, steps, "x %.0f steps", times);
}

const struct gpulint_check batch_product_mismatch = {
	.id = "batch-product-mismatch",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
