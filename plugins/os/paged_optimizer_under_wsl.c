/* paged-optimizer-under-wsl: managed memory does not page under WSL. */

#include "conflict.h"
#include "os.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "paged-optimizer-under-wsl");
}

const struct gpulint_check paged_optimizer_under_wsl = {
	.id = "paged-optimizer-under-wsl",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
