/* sizes-not-divisible: one size is to be a multiple of another. */

#include "conflict.h"
#include "launch.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "sizes-not-divisible");
}

const struct gpulint_check sizes_not_divisible = {
	.id = "sizes-not-divisible",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
