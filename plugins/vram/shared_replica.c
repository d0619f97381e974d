/* shared-replica: the GPU is one of several that are the same one. */

#include "vram.h"

/* NVIDIA/k8s-device-plugin README.md, shared access with time-slicing: with
 * renameByDefault the resource is nvidia.com/gpu.shared; its replicas have no
 * memory of their own. */
static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_node *limits =
	    gpulint_path(gpulint_root(pass), "resources.limits");
	const struct gpulint_node *shared =
	    gpulint_key_named(limits, "nvidia.com/gpu.shared");
	struct gpulint_finding *finding;

	if (shared == NULL)
		return;
	finding = gpulint_report_at(pass, shared,
	    "a replica of a GPU shares its memory with the other replicas, "
	    "without limits");
	gpulint_help(finding,
	    "leave room for the others (--gpu-memory-utilization), or use "
	    "MIG, whose slices have memory of their own");
}

const struct gpulint_check shared_replica = {
	.id = "shared-replica",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
