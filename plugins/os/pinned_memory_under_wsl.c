/* pinned-memory-under-wsl: large page-locked buffers, which WSL limits. */

#include "conflict.h"
#include "os.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "pinned-memory-under-wsl");
}

const struct gpulint_check pinned_memory_under_wsl = {
	.id = "pinned-memory-under-wsl",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
