/* gpu-requests-unequal: Kubernetes refuses such a request for GPUs. */

#include "cluster.h"
#include "host.h"
#include "resource_names.h"

#include <string.h>

/* Into the limits that are there, or as limits of their own. */
static void
add_limit(struct gpulint_pass *pass, struct gpulint_finding *finding,
    const struct gpulint_node *limits, const char *name, const char *count)
{
	const struct gpulint_node *resources =
	    gpulint_get(gpulint_root(pass), "resources");
	struct gpulint_fix *fix =
	    gpulint_fix(finding, true, "put it under limits");

	if (limits != NULL)
		gpulint_insert_after(fix,
		    gpulint_key(limits, gpulint_length(limits) - 1), name,
		    count);
	else
		gpulint_insert_after(fix,
		    gpulint_key(resources, gpulint_length(resources) - 1),
		    "limits", gpulint_format(pass, "{%s: %s}", name, count));
}

/*
 * Extended resources are not overcommitted: their requests equal their limits
 * (kubernetes/kubernetes pkg/apis/core/validation/validation.go,
 * ValidateResourceRequirements).
 */
static void
judge(struct gpulint_pass *pass, const struct gpulint_node *requests,
    const struct gpulint_node *limits, size_t i)
{
	const struct gpulint_node *key = gpulint_key(requests, i);
	const struct gpulint_node *request = gpulint_value(requests, i);
	const char *name = gpulint_scalar(key),
		   *asked = gpulint_scalar(request);
	const struct gpulint_node *limit = gpulint_get(limits, name);
	struct gpulint_finding *finding;

	if (is_templated(asked) || is_templated(gpulint_scalar(limit)))
		return;
	if (limit == NULL) {
		finding = gpulint_report_at(pass, request,
		    "%s is requested and has no limit", name);
		gpulint_help(finding,
		    "put %s: %s under limits; a request of its own is not "
		    "needed",
		    name, asked);
		/* the chart's own values may have one */
		if (strcmp(gpulint_dialect(pass), "helm_values") == 0)
			gpulint_lower(finding, GPULINT_WARNING);
		add_limit(pass, finding, limits, name, asked);
		return;
	}
	if (strcmp(asked, gpulint_scalar(limit)) == 0)
		return;
	finding = gpulint_report_at(pass, request,
	    "%s: %s is requested, and the limit is %s", name, asked,
	    gpulint_scalar(limit));
	gpulint_related_at(finding, limit, "the limit");
	gpulint_help(finding, "make both the same, or leave the request out");
	gpulint_drop(gpulint_fix(finding, false, "leave the request out"),
	    gpulint_length(requests) == 1
		? gpulint_key_named(gpulint_path(gpulint_root(pass),
					"resources"),
		      "requests")
		: key);
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_node *root = gpulint_root(pass);
	const struct gpulint_node *limits =
	    gpulint_path(root, "resources.limits");
	const struct gpulint_node *requests =
	    gpulint_path(root, "resources.requests");

	if (!is_in_pod(pass))
		return;
	for (size_t i = 0; i < gpulint_length(requests); i++) {
		const struct gpulint_node *key = gpulint_key(requests, i);

		if (is_extended_resource(gpulint_scalar(key)))
			judge(pass, requests, limits, i);
	}
}

const struct gpulint_check gpu_requests_unequal = {
	.id = "gpu-requests-unequal",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
