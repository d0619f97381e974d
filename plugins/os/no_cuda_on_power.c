/* no-cuda-on-power: a CUDA that is not built for POWER. */

#include "conflict.h"
#include "os.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "no-cuda-on-power");
}

const struct gpulint_check no_cuda_on_power = {
	.id = "no-cuda-on-power",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
