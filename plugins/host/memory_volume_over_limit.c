/* memory-volume-over-limit: /dev/shm may grow past the container's memory. */

#include "cluster.h"
#include "host.h"

#include <string.h>

/* Files in a volume of memory count against the container that writes them
 * (kubernetes.io/docs/concepts/storage/volumes, emptyDir). */
static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *shm = gpulint_fact(pass, "host.shm");
	const struct gpulint_fact *limit =
	    gpulint_fact(pass, "host.memory_limit");
	double size = gpulint_number(shm), most = gpulint_number(limit);
	struct gpulint_finding *finding;

	if (gpulint_node_of(shm) == NULL || gpulint_node_of(limit) == NULL ||
	    size < most)
		return;
	finding = gpulint_report(pass, shm,
	    "/dev/shm may hold %s; the container's memory, which it counts "
	    "against, is %s",
	    gpulint_size(pass, size), gpulint_size(pass, most));
	gpulint_related(finding, limit, "the limit");
	gpulint_help(finding,
	    "raise the limit by what /dev/shm needs, or make it smaller");
	gpulint_rewrite(gpulint_fix(finding, true, "make it half the limit"),
	    shm,
	    gpulint_format(pass, is_in_pod(pass) ? "%.0fMi" : "%.0fm",
		most / 2 / 1048576));
}

const struct gpulint_check memory_volume_over_limit = {
	.id = "memory-volume-over-limit",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
