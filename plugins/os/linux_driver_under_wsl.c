/* linux-driver-under-wsl: a Linux driver breaks WSL's. */

#include "conflict.h"
#include "os.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "linux-driver-under-wsl");
}

const struct gpulint_check linux_driver_under_wsl = {
	.id = "linux-driver-under-wsl",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
