/* network-file-system: checkpoints and caches on a network file system. */

#include "conflict.h"
#include "os.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "network-file-system");
}

const struct gpulint_check network_file_system = {
	.id = "network-file-system",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
