/* value-out-of-range: a number that its framework refuses. */

#include "conflict.h"
#include "launch.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "value-out-of-range");
}

const struct gpulint_check value_out_of_range = {
	.id = "value-out-of-range",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
