/* unknown-resource: no node can have a resource of this name. */

#include "host.h"
#include "resource_names.h"

#include <string.h>

static bool
is_qualified(const char *name)
{
	return name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "0123456789-_./")] == '\0' &&
	       strchr(name, '/') == strrchr(name, '/');
}

/* The device plugins' name for what is meant, or NULL. */
static const char *
meant(const char *name)
{
	static const char *const vendors[] = { "nvidia", "amd" };
	static const char *const resources[] = { "nvidia.com/gpu",
		"amd.com/gpu" };

	for (size_t i = 0; i < sizeof(vendors) / sizeof(*vendors); i++)
		if (strstr(name, vendors[i]) != NULL)
			return resources[i];
	return strcmp(name, "gpu") == 0 || strcmp(name, "gpus") == 0
		   ? resources[0]
		   : NULL;
}

/* A vendor's domain with a resource that its device plugin does not have, but
 * nearly (NVIDIA/k8s-device-plugin README.md). */
static bool
is_nearly_gpu(const char *name)
{
	static const char *const names[] = { "nvidia.com/gpus",
		"nvidia.com/GPU", "nvidia.com/Gpu", "nvidia.com/GPUs",
		"nvidia/gpu", "nvidia/gpus", "nvidia.com/nvidia-gpu",
		"amd.com/gpus", "amd.com/GPU", "amd/gpu" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/*
 * A name without a domain is one of Kubernetes' own; one with a domain is a
 * qualified name (kubernetes/kubernetes pkg/apis/core/validation/
 * validation.go, validateContainerResourceName).
 */
static void
judge(struct gpulint_pass *pass, const struct gpulint_node *key,
    const struct gpulint_node *value)
{
	const char *name = gpulint_scalar(key), *right = meant(name);
	struct gpulint_finding *finding;

	(void)value;
	if (*name == '\0' || is_templated(name) || is_standard_resource(name) ||
	    (strchr(name, '/') != NULL && is_qualified(name) &&
		!is_nearly_gpu(name)))
		return;
	finding = gpulint_report_at(pass, key,
	    is_nearly_gpu(name) ? "no node has a resource %s"
				: "Kubernetes knows no resource %s",
	    name);
	if (right == NULL) {
		gpulint_help(finding,
		    "cpu, memory and ephemeral-storage are its own; others "
		    "have a domain");
		return;
	}
	gpulint_help(finding, "ask for %s", right);
	gpulint_replace(gpulint_fix(finding, true, "ask for %s", right), key,
	    right);
}

static void
run(struct gpulint_pass *pass)
{
	each_resource(pass, judge);
}

const struct gpulint_check unknown_resource = {
	.id = "unknown-resource",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
