/* quota-without-effect: a namespace's quota names a resource that no quota
 * counts. */

#include "host.h"
#include "resource_names.h"

#include <string.h>

/* "nvidia.com/gpu" of "limits.nvidia.com/gpu", or of itself. */
static const char *
resource_of(const char *name)
{
	return strncmp(name, "limits.", 7) == 0 ? name + 7 : name;
}

/* What is counted of a resource with a domain are requests alone
 * (kubernetes/kubernetes pkg/quota/v1/evaluator/core/pods.go,
 * isExtendedResourceNameForQuota). */
static void
judge(struct gpulint_pass *pass, const struct gpulint_node *hard)
{
	for (size_t i = 0; i < gpulint_length(hard); i++) {
		const struct gpulint_node *key = gpulint_key(hard, i);
		const char *name = gpulint_scalar(key);
		const char *right;
		struct gpulint_finding *finding;

		/* "count/jobs.batch", "fast.storageclass.storage.k8s.io/" */
		if (!is_extended_resource(name) ||
		    strncmp(name, "count/", 6) == 0 ||
		    strstr(name, ".k8s.io/") != NULL)
			continue;
		right = gpulint_format(pass, "requests.%s", resource_of(name));
		finding = gpulint_report_at(pass, key,
		    "of %s a quota counts what is requested, and only by the "
		    "name %s",
		    resource_of(name), right);
		gpulint_help(finding, "write %s", right);
		gpulint_replace(gpulint_fix(finding, false, "write %s", right),
		    key, right);
	}
}

static void
run(struct gpulint_pass *pass)
{
	/* Kubeflow hands a profile's on to the namespace that it makes
	 * (kubeflow/kubeflow components/profile-controller). */
	static const struct {
		const char *kind, *path;
	} places[] = {
		{ "ResourceQuota", "spec.hard" },
		{ "Profile", "spec.resourceQuotaSpec.hard" },
	};

	for (size_t d = 0; d < gpulint_documents(pass); d++) {
		const struct gpulint_node *document = gpulint_document(pass, d);
		const char *kind =
		    gpulint_scalar(gpulint_get(document, "kind"));

		for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
			if (strcmp(kind, places[i].kind) == 0)
				judge(pass,
				    gpulint_path(document, places[i].path));
	}
}

const struct gpulint_check quota_without_effect = {
	.id = "quota-without-effect",
	.scope = GPULINT_FILE,
	.run = run,
};
