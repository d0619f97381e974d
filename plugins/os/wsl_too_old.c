/* wsl-too-old: a Windows whose WSL 2 has no GPUs. */

#include "conflict.h"
#include "os.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "wsl-too-old");
}

const struct gpulint_check wsl_too_old = {
	.id = "wsl-too-old",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
