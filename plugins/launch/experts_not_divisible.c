/* experts-not-divisible: experts do not split over expert parallel ranks. */

#include "conflict.h"
#include "launch.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "experts-not-divisible");
}

const struct gpulint_check experts_not_divisible = {
	.id = "experts-not-divisible",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
