/* optimizer-with-sharding: the optimizer does not run in this set-up. */

#include "conflict.h"
#include "launch.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "optimizer-with-sharding");
}

const struct gpulint_check optimizer_with_sharding = {
	.id = "optimizer-with-sharding",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
