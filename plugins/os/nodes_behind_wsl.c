/* nodes-behind-wsl: other machines do not reach a port of WSL. */

#include "cluster.h"
#include "conflict.h"
#include "os.h"

static void
run(struct gpulint_pass *pass)
{
	if (runs_on_cluster(pass))
		return;
	conflicts_report(pass, "nodes-behind-wsl");
}

const struct gpulint_check nodes_behind_wsl = {
	.id = "nodes-behind-wsl",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
