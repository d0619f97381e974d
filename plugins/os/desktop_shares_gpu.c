/* desktop-shares-gpu: Windows draws on the same GPU. */

#include "conflict.h"
#include "os.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "desktop-shares-gpu");
}

const struct gpulint_check desktop_shares_gpu = {
	.id = "desktop-shares-gpu",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
