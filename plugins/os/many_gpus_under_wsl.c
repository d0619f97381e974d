/* many-gpus-under-wsl: GPUs of WSL do not reach each other. */

#include "conflict.h"
#include "os.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "many-gpus-under-wsl");
}

const struct gpulint_check many_gpus_under_wsl = {
	.id = "many-gpus-under-wsl",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
