/* device-map-across-processes: each process would spread its own model. */

#include "conflict.h"
#include "launch.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "device-map-across-processes");
}

const struct gpulint_check device_map_across_processes = {
	.id = "device-map-across-processes",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
