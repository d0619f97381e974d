/* fractional-gpu: a part of a GPU is asked for. */

#include "host.h"

#include <string.h>

static bool
is_part(const char *text)
{
	return *text != '\0' && strspn(text, "0123456789.m") == strlen(text) &&
	       (strchr(text, '.') != NULL || strchr(text, 'm') != NULL);
}

static void
judge(struct gpulint_pass *pass, const char *path)
{
	const struct gpulint_node *resources =
	    gpulint_path(gpulint_root(pass), path);
	const struct gpulint_node *gpus =
	    gpulint_get(resources, "nvidia.com/gpu");
	struct gpulint_finding *finding;

	if (gpus == NULL)
		gpus = gpulint_get(resources, "amd.com/gpu");
	if (!is_part(gpulint_scalar(gpus)))
		return;
	finding = gpulint_report_at(pass, gpus,
	    "%s GPUs: Kubernetes gives whole ones", gpulint_scalar(gpus));
	gpulint_help(finding,
	    "ask for 1; to share a card, the device plugin is set up for "
	    "time-slicing or MIG");
	gpulint_replace(gpulint_fix(finding, false, "ask for 1"), gpus, "1");
}

static void
run(struct gpulint_pass *pass)
{
	if (strcmp(gpulint_dialect(pass), "kubernetes") != 0)
		return;
	judge(pass, "resources.limits");
	judge(pass, "resources.requests");
}

const struct gpulint_check fractional_gpu = {
	.id = "fractional-gpu",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
