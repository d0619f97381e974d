/* half-loaded-weights: the loaded and the computed 16 bits differ. */

#include "conflict.h"
#include "launch.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "half-loaded-weights");
}

const struct gpulint_check half_loaded_weights = {
	.id = "half-loaded-weights",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
