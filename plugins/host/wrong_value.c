/* wrong-value: a field has a value that Kubernetes does not take. */

#include "field_types.h"
#include "host.h"
#include "quantity_text.h"
#include "resource_names.h"

#include <string.h>

static const struct field of_workload[] = {
	{ "replicas", WHOLE },
	{ "parallelism", WHOLE },
	{ "completions", WHOLE },
	{ "backoffLimit", WHOLE },
	{ "activeDeadlineSeconds", WHOLE },
	{ "ttlSecondsAfterFinished", WHOLE },
	{ NULL, TEXT },
};
static const struct field of_metadata[] = {
	{ "labels", TEXT_MAP },
	{ "annotations", TEXT_MAP },
	{ NULL, TEXT },
};
static const struct field of_pod[] = {
	{ "nodeSelector", TEXT_MAP },
	{ "tolerations", LIST },
	{ "volumes", LIST },
	{ "hostIPC", FLAG },
	{ "hostNetwork", FLAG },
	{ "terminationGracePeriodSeconds", WHOLE },
	{ NULL, TEXT },
};
static const struct field of_toleration[] = {
	{ "key", TEXT },
	{ "value", TEXT },
	{ NULL, TEXT },
};
static const struct field of_container[] = {
	{ "image", TEXT },
	{ "command", TEXTS },
	{ "args", TEXTS },
	{ "env", LIST },
	{ "ports", LIST },
	{ "volumeMounts", LIST },
	{ "tty", FLAG },
	{ "stdin", FLAG },
	{ NULL, TEXT },
};
static const struct field of_variable[] = {
	{ "name", TEXT },
	{ "value", TEXT },
	{ NULL, TEXT },
};
static const struct field of_port[] = {
	{ "containerPort", WHOLE },
	{ "hostPort", WHOLE },
	{ NULL, TEXT },
};
static const struct field of_mount[] = {
	{ "mountPath", TEXT },
	{ "readOnly", FLAG },
	{ NULL, TEXT },
};

enum { ITEMS_LIMIT = 512, DEPTH_LIMIT = 12 };

static void
judge_container(struct gpulint_pass *pass, const struct gpulint_node *container)
{
	static const char *const parts[] = { "resources.limits",
		"resources.requests" };

	judge_fields(pass, container, of_container);
	judge_amounts(pass, gpulint_get(container, "resources"));
	judge_items(pass, gpulint_get(container, "env"), of_variable);
	judge_items(pass, gpulint_get(container, "ports"), of_port);
	judge_items(pass, gpulint_get(container, "volumeMounts"), of_mount);
	for (size_t p = 0; p < sizeof(parts) / sizeof(*parts); p++) {
		const struct gpulint_node *part =
		    gpulint_path(container, parts[p]);

		judge_amounts(pass, part);
		for (size_t i = 0;
		     gpulint_is_mapping(part) && i < gpulint_length(part);
		     i++) {
			const char *name = gpulint_scalar(gpulint_key(part, i));

			if (is_standard_resource(name))
				quantity_judge(pass, gpulint_value(part, i),
				    name);
		}
	}
}

/* The kubelet mounts no other medium (kubernetes/kubernetes pkg/volume/
 * emptydir/empty_dir.go, SetUpAt, "unknown storage medium"). */
static void
judge_volume(struct gpulint_pass *pass, const struct gpulint_node *volume)
{
	const struct gpulint_node *empty = gpulint_get(volume, "emptyDir");
	const struct gpulint_node *medium = gpulint_get(empty, "medium");
	const char *text = gpulint_scalar(medium);
	struct gpulint_finding *finding;

	quantity_judge(pass, gpulint_get(empty, "sizeLimit"), "sizeLimit");
	if (is_open(pass, medium) || *text == '\0' ||
	    strcmp(text, "Memory") == 0 || strncmp(text, "HugePages", 9) == 0)
		return;
	finding = gpulint_report_at(pass, medium,
	    "Kubernetes knows no storage medium %s", text);
	gpulint_help(finding,
	    "medium is Memory, HugePages, or left out for the node's disk");
	gpulint_replace(gpulint_fix(finding, true, "set it to Memory"), medium,
	    "Memory");
}

static void
judge_pod(struct gpulint_pass *pass, const struct gpulint_node *pod)
{
	static const char *const lists[] = { "containers", "initContainers" };
	const struct gpulint_node *volumes = gpulint_get(pod, "volumes");

	judge_fields(pass, pod, of_pod);
	judge_items(pass, gpulint_get(pod, "tolerations"), of_toleration);
	for (size_t i = 0; gpulint_is_sequence(volumes) &&
			   i < gpulint_length(volumes) && i < ITEMS_LIMIT;
	     i++)
		judge_volume(pass, gpulint_at(volumes, i));
	for (size_t l = 0; l < sizeof(lists) / sizeof(*lists); l++) {
		const struct gpulint_node *list = gpulint_get(pod, lists[l]);

		for (size_t i = 0; gpulint_is_sequence(list) &&
				   i < gpulint_length(list) && i < ITEMS_LIMIT;
		     i++)
			judge_container(pass, gpulint_at(list, i));
	}
}

/* A container that is no list's: Argo's, or a model of KServe's, which has a
 * container's fields beside its own. */
static bool
is_container(const struct gpulint_node *node)
{
	return gpulint_is_sequence(gpulint_get(node, "env")) &&
	       (gpulint_get(node, "image") != NULL ||
		   gpulint_get(node, "resources") != NULL ||
		   gpulint_get(node, "args") != NULL);
}

/* Pods and what wraps them, wherever a resource keeps its templates. */
static void
judge_below(struct gpulint_pass *pass, const struct gpulint_node *node,
    int depth)
{
	if (depth > DEPTH_LIMIT || gpulint_is_scalar(node))
		return;
	if (gpulint_is_sequence(gpulint_get(node, "containers"))) {
		judge_pod(pass, node);
		return;
	}
	if (is_container(node)) {
		judge_container(pass, node);
		return;
	}
	if (gpulint_get(node, "template") != NULL)
		judge_fields(pass, node, of_workload);
	if (gpulint_is_mapping(gpulint_get(node, "spec")))
		judge_fields(pass, gpulint_get(node, "metadata"), of_metadata);
	for (size_t i = 0; i < gpulint_length(node) && i < ITEMS_LIMIT; i++)
		judge_below(pass,
		    gpulint_is_mapping(node) ? gpulint_value(node, i)
					     : gpulint_at(node, i),
		    depth + 1);
}

/* What has pods as Kubernetes' own resources have them. */
static bool
has_pods(const struct gpulint_node *document)
{
	static const char *const groups[] = { "kubeflow.org/",
		"trainer.kubeflow.org/", "ray.io/", "leaderworkerset.x-k8s.io/",
		"jobset.x-k8s.io/", "batch.volcano.sh/", "argoproj.io/",
		"serving.knative.dev/", "serving.kserve.io/" };
	const char *group = gpulint_scalar(gpulint_get(document, "apiVersion"));

	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		if (strncmp(group, groups[i], strlen(groups[i])) == 0)
			return true;
	return pod_spec(document) != NULL;
}

/* What runs to its end, and what never ends (pkg/apis/batch/validation and
 * pkg/apis/apps/validation/validation.go). */
static void
judge_restarts(struct gpulint_pass *pass, const struct gpulint_node *document)
{
	const char *kind = gpulint_scalar(gpulint_get(document, "kind"));
	bool ends = strcmp(kind, "Job") == 0 || strcmp(kind, "CronJob") == 0;
	const struct gpulint_node *pod = pod_spec(document);
	const struct gpulint_node *policy = gpulint_get(pod, "restartPolicy");
	const char *text = gpulint_scalar(policy);
	const char *right = ends ? "Never" : "Always";
	struct gpulint_finding *finding;

	if (!gpulint_is_sequence(gpulint_get(pod, "containers")) ||
	    strcmp(kind, "Pod") == 0 || is_templated(text) ||
	    (policy == NULL && !ends) ||
	    (strcmp(text, "Always") == 0 && !ends) ||
	    (policy != NULL && strcmp(text, "Always") != 0 && ends))
		return;
	finding = gpulint_report_at(pass,
	    policy != NULL ? policy : gpulint_get(document, "kind"),
	    "a %s takes no restartPolicy %s%s", kind,
	    policy == NULL ? "Always" : text,
	    policy == NULL ? ", the default" : "");
	if (policy == NULL) /* a patch leaves out what its base says */
		gpulint_lower(finding, GPULINT_NOTE);
	gpulint_help(finding, "set it to %s", right);
	if (policy != NULL)
		gpulint_replace(gpulint_fix(finding, true, "set it to %s",
				    right),
		    policy, right);
	else
		gpulint_insert_after(gpulint_fix(finding, true, "set it to %s",
					 right),
		    gpulint_key(pod, 0), "restartPolicy", right);
}

static void
run(struct gpulint_pass *pass)
{
	for (size_t d = 0; d < gpulint_documents(pass); d++) {
		const struct gpulint_node *document = gpulint_document(pass, d);

		if (has_pods(document))
			judge_below(pass, document, 0);
		judge_restarts(pass, document);
	}
}

const struct gpulint_check wrong_value = {
	.id = "wrong-value",
	.scope = GPULINT_FILE,
	.run = run,
};
