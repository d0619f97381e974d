/* cpu-wheel-on-windows: PyPI's torch for Windows has no CUDA. */

#include "launch/conflict.h"
#include "os.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "cpu-wheel-on-windows");
}

const struct gpulint_check cpu_wheel_on_windows = {
	.id = "cpu-wheel-on-windows",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
