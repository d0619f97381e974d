/* gpudirect-under-wsl: what goes around the host does not work under WSL. */

#include "conflict.h"
#include "os.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "gpudirect-under-wsl");
}

const struct gpulint_check gpudirect_under_wsl = {
	.id = "gpudirect-under-wsl",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
