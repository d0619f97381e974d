/* offload-without-effect: DeepSpeed leaves on the GPU what is to go off it. */

#include "conflict.h"
#include "launch.h"

/* DeepSpeed runtime/zero/offload_config.py and stage_1_and_2.py: parameters
 * are offloaded in stage 3 only, and so is anything to NVMe. */
static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "offload-without-effect");
}

const struct gpulint_check offload_without_effect = {
	.id = "offload-without-effect",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
