/* wrong-kind: no cluster has this kind in this version. */

#include "host.h"

#include <string.h>
#include <strings.h>

/* Where Kubernetes has the kinds that run pods, and where it had them
 * (kubernetes/website content/en/docs/reference/using-api/
 * deprecation-guide.md). */
static const struct kind {
	const char *name, *group;
	const char *old_group, *removed; /* the release without it */
} kinds[] = {
	{ "Pod", "v1", "", "" },
	{ "ReplicationController", "v1", "", "" },
	{ "Deployment", "apps/v1", "extensions/v1beta1", "1.16" },
	{ "Deployment", "apps/v1", "apps/v1beta1", "1.16" },
	{ "Deployment", "apps/v1", "apps/v1beta2", "1.16" },
	{ "StatefulSet", "apps/v1", "apps/v1beta1", "1.16" },
	{ "StatefulSet", "apps/v1", "apps/v1beta2", "1.16" },
	{ "DaemonSet", "apps/v1", "extensions/v1beta1", "1.16" },
	{ "DaemonSet", "apps/v1", "apps/v1beta2", "1.16" },
	{ "ReplicaSet", "apps/v1", "extensions/v1beta1", "1.16" },
	{ "Job", "batch/v1", "", "" },
	{ "CronJob", "batch/v1", "batch/v1beta1", "1.25" },
};

/* A group of Kubernetes' own: kinds of others may bear the same names. */
static bool
is_own(const char *group)
{
	return strcmp(group, "v1") == 0 || strcmp(group, "apps/v1") == 0 ||
	       strcmp(group, "batch/v1") == 0;
}

static void
report_name(struct gpulint_pass *pass, const struct gpulint_node *node,
    const struct kind *kind)
{
	struct gpulint_finding *finding =
	    gpulint_report_at(pass, node, "Kubernetes knows no kind %s, but %s",
		gpulint_scalar(node), kind->name);

	gpulint_help(finding, "write %s", kind->name);
	gpulint_replace(gpulint_fix(finding, true, "write %s", kind->name),
	    node, kind->name);
}

static void
report_group(struct gpulint_pass *pass, const struct gpulint_node *node,
    const struct kind *kind, bool is_old)
{
	struct gpulint_finding *finding = gpulint_report_at(pass, node,
	    "there is no %s in %s%s%s", kind->name, gpulint_scalar(node),
	    is_old ? " since Kubernetes " : "", is_old ? kind->removed : "");

	if (is_old) /* the cluster may be as old */
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding, "it is in %s", kind->group);
	gpulint_replace(gpulint_fix(finding, false, "set it to %s",
			    kind->group),
	    node, kind->group);
}

static void
judge(struct gpulint_pass *pass, const struct gpulint_node *document)
{
	const struct gpulint_node *group = gpulint_get(document, "apiVersion");
	const struct gpulint_node *name = gpulint_get(document, "kind");
	const char *version = gpulint_scalar(group);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const struct kind *kind = &kinds[i];
		bool is_old = strcmp(version, kind->old_group) == 0;

		if (strcasecmp(gpulint_scalar(name), kind->name) != 0)
			continue;
		if (strcmp(gpulint_scalar(name), kind->name) != 0 &&
		    (is_own(version) || is_old))
			report_name(pass, name, kind);
		else if (is_old ||
			 (is_own(version) && strcmp(version, kind->group) != 0))
			report_group(pass, group, kind, is_old);
		else
			continue;
		return;
	}
}

static void
run(struct gpulint_pass *pass)
{
	for (size_t d = 0; d < gpulint_documents(pass); d++)
		judge(pass, gpulint_document(pass, d));
}

const struct gpulint_check wrong_kind = {
	.id = "wrong-kind",
	.scope = GPULINT_FILE,
	.run = run,
};
