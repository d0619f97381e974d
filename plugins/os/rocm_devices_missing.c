/* rocm-devices-missing: a ROCm container without AMD's devices. */

#include "conflict.h"
#include "os.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "rocm-devices-missing");
}

const struct gpulint_check rocm_devices_missing = {
	.id = "rocm-devices-missing",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
