/* removed-gpu-resource: a resource name that no node offers any more. */

#include "host.h"
#include "resource_names.h"

#include <string.h>

/* alpha.kubernetes.io/nvidia-gpu went with Kubernetes 1.11
 * (CHANGELOG/CHANGELOG-1.11.md); device plugins offer nvidia.com/gpu. */
static const char gone[] = "alpha.kubernetes.io/nvidia-gpu";

static void
judge(struct gpulint_pass *pass, const struct gpulint_node *key,
    const struct gpulint_node *value)
{
	struct gpulint_finding *finding;

	(void)value;
	if (strcmp(gpulint_scalar(key), gone) != 0)
		return;
	finding = gpulint_report_at(pass, key,
	    "no node has offered %s since Kubernetes 1.11", gone);
	gpulint_help(finding, "ask for nvidia.com/gpu");
	gpulint_replace(gpulint_fix(finding, true, "ask for nvidia.com/gpu"),
	    key, "nvidia.com/gpu");
}

static void
run(struct gpulint_pass *pass)
{
	each_resource(pass, judge);
}

const struct gpulint_check removed_gpu_resource = {
	.id = "removed-gpu-resource",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
