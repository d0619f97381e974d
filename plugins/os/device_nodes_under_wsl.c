/* device-nodes-under-wsl: WSL has no /dev/nvidia*. */

#include "conflict.h"
#include "os.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "device-nodes-under-wsl");
}

const struct gpulint_check device_nodes_under_wsl = {
	.id = "device-nodes-under-wsl",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
