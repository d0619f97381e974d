/* no-arm64-wheel: a library has no wheel for this processor. */

#include "conflict.h"
#include "os.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "no-arm64-wheel");
}

const struct gpulint_check no_arm64_wheel = {
	.id = "no-arm64-wheel",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
