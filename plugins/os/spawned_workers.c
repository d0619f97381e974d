/* spawned-workers: loaders are started anew, not forked. */

#include "conflict.h"
#include "os.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "spawned-workers");
}

const struct gpulint_check spawned_workers = {
	.id = "spawned-workers",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
