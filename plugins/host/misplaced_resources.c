/* misplaced-resources: what a pod asks for stands where nothing reads it. */

#include "host.h"
#include "resource_names.h"
#include "words.h"

#include <string.h>

/*
 * A container has resources, and these have limits, requests and claims
 * (kubernetes/kubernetes staging/src/k8s.io/api/core/v1/types.go, Container
 * and ResourceRequirements).  kubectl refuses a field in another place, and
 * Helm drops it: the pod runs without a GPU.
 */
static void
report(struct gpulint_pass *pass, const struct gpulint_node *key,
    const char *place, const char *help)
{
	struct gpulint_finding *finding = gpulint_report_at(pass, key,
	    "%s is no field of %s", gpulint_scalar(key), place);

	gpulint_help(finding, "%s", help);
}

static void
judge_resources(struct gpulint_pass *pass, const struct gpulint_node *resources)
{
	static const char *const fields[] = { "limits", "requests", "claims",
		NULL };

	for (size_t i = 0;
	     gpulint_is_mapping(resources) && i < gpulint_length(resources);
	     i++) {
		const struct gpulint_node *key = gpulint_key(resources, i);
		const char *name = gpulint_scalar(key);

		if (is_extended_resource(name) || is_standard_resource(name))
			report(pass, key, "resources",
			    "put it under limits, a level deeper");
		else if (!is_among(name, fields) && !is_templated(name) &&
			 strcmp(name, "<<") != 0)
			report(pass, key, "resources",
			    "amounts go under limits and requests");
	}
}

/* PodSpec's alone, of those that GPUs are asked for with. */
static const char *const of_pod[] = { "nodeSelector", "tolerations", "affinity",
	"runtimeClassName", "volumes", "hostIPC", "hostNetwork", "hostPID",
	"imagePullSecrets", "serviceAccountName", "schedulerName", "nodeName",
	NULL };

static void
judge_container(struct gpulint_pass *pass, const struct gpulint_node *container)
{
	for (size_t i = 0; i < gpulint_length(container); i++) {
		const struct gpulint_node *key = gpulint_key(container, i);
		const char *name = gpulint_scalar(key);

		if (strcmp(name, "limits") == 0 ||
		    strcmp(name, "requests") == 0)
			report(pass, key, "a container",
			    "put it under resources, a level deeper");
		else if (is_extended_resource(name))
			report(pass, key, "a container",
			    "put it under resources and limits");
		else if (strcmp(name, "resource") == 0)
			report(pass, key, "a container", "write resources");
		else if (is_among(name, of_pod))
			report(pass, key, "a container",
			    "put it beside containers, where the pod's are");
	}
	judge_resources(pass, gpulint_get(container, "resources"));
}

/* Volume's emptyDir, EmptyDirVolumeSource. */
static void
judge_volumes(struct gpulint_pass *pass, const struct gpulint_node *volumes)
{
	static const char *const names[] = { "sizeLimit", "medium" };

	for (size_t i = 0; i < gpulint_length(volumes); i++)
		for (size_t k = 0; k < sizeof(names) / sizeof(*names); k++) {
			const struct gpulint_node *key =
			    gpulint_key_named(gpulint_at(volumes, i), names[k]);

			if (key != NULL)
				report(pass, key, "a volume",
				    "put it under emptyDir, a level deeper");
		}
}

/* A pod's own resources are of CPUs, memory and huge pages only
 * (kubernetes/kubernetes pkg/apis/core/validation/validation.go,
 * validatePodResourceName). */
static void
judge_pod(struct gpulint_pass *pass, const struct gpulint_node *pod)
{
	static const char *const parts[] = { "limits", "requests" };
	const struct gpulint_node *resources = gpulint_get(pod, "resources");

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		const struct gpulint_node *part =
		    gpulint_get(resources, parts[i]);

		if (gpulint_key_named(pod, parts[i]) != NULL)
			report(pass, gpulint_key_named(pod, parts[i]), "a pod",
			    "put it under resources of a container");
		for (size_t k = 0; k < gpulint_length(part); k++)
			if (is_extended_resource(
				gpulint_scalar(gpulint_key(part, k))))
				report(pass, gpulint_key(part, k),
				    "a pod's own resources",
				    "ask for it in a container");
	}
}

/* What has a pod template has no field of the pod's itself. */
static void
judge_around(struct gpulint_pass *pass, const struct gpulint_node *outer,
    const char *place, const char *help)
{
	for (size_t i = 0;
	     gpulint_is_mapping(outer) && i < gpulint_length(outer); i++) {
		const struct gpulint_node *key = gpulint_key(outer, i);
		const char *name = gpulint_scalar(key);

		if (is_among(name, of_pod) || strcmp(name, "containers") == 0)
			report(pass, key, place, help);
	}
}

static void
judge_template(struct gpulint_pass *pass, const struct gpulint_node *owner,
    const char *what)
{
	const struct gpulint_node *template = gpulint_get(owner, "template");

	if (template == NULL)
		return;
	judge_around(pass, owner, what, "put it under template and spec");
	judge_around(pass, template, "a pod template", "put it under its spec");
}

/* Deployments and Jobs; and Kubeflow's, which have replicas, template and
 * restartPolicy alone (kubeflow/trainer pkg/apis/kubeflow.org/v1/
 * common_types.go, ReplicaSpec). */
static void
judge_owners(struct gpulint_pass *pass, const struct gpulint_node *document)
{
	const struct gpulint_node *spec = gpulint_get(document, "spec");
	const char *group = gpulint_scalar(gpulint_get(document, "apiVersion"));

	if (pod_spec(document) != NULL) {
		judge_template(pass, spec, "a workload's spec");
		judge_template(pass, gpulint_path(spec, "jobTemplate.spec"),
		    "a job's spec");
		return;
	}
	if (strncmp(group, "kubeflow.org/", 13) != 0)
		return;
	for (size_t i = 0; gpulint_is_mapping(spec) && i < gpulint_length(spec);
	     i++) {
		const struct gpulint_node *types = gpulint_value(spec, i);

		if (strstr(gpulint_scalar(gpulint_key(spec, i)),
			"ReplicaSpecs") == NULL)
			continue;
		for (size_t k = 0;
		     gpulint_is_mapping(types) && k < gpulint_length(types);
		     k++)
			judge_template(pass, gpulint_value(types, k),
			    "a replica's spec");
	}
}

/* A service of Dynamo's names its GPUs gpu (ai-dynamo/dynamo deploy/cloud/
 * operator/api/dynamo/common/common.go, ResourceItem). */
static void
judge_dynamo(struct gpulint_pass *pass, const struct gpulint_node *document)
{
	static const char *const parts[] = { "resources.limits",
		"resources.requests" };
	const struct gpulint_node *services =
	    gpulint_path(document, "spec.services");

	if (strcmp(gpulint_scalar(gpulint_get(document, "kind")),
		"DynamoGraphDeployment") != 0)
		return;
	for (size_t i = 0;
	     gpulint_is_mapping(services) && i < gpulint_length(services); i++)
		for (size_t p = 0; p < sizeof(parts) / sizeof(*parts); p++) {
			const struct gpulint_node *part =
			    gpulint_path(gpulint_value(services, i), parts[p]);
			const struct gpulint_node *key =
			    gpulint_key_named(part, "nvidia.com/gpu");

			if (key != NULL)
				report(pass, key,
				    "a Dynamo service's resources",
				    "write gpu");
		}
}

static void
run(struct gpulint_pass *pass)
{
	static const char *const lists[] = { "containers", "initContainers" };

	for (size_t d = 0; d < gpulint_documents(pass); d++) {
		const struct gpulint_node *pod =
		    pod_spec(gpulint_document(pass, d));

		judge_owners(pass, gpulint_document(pass, d));
		judge_dynamo(pass, gpulint_document(pass, d));
		judge_pod(pass, pod);
		judge_volumes(pass, gpulint_get(pod, "volumes"));
		for (size_t l = 0; l < sizeof(lists) / sizeof(*lists); l++) {
			const struct gpulint_node *list =
			    gpulint_get(pod, lists[l]);

			for (size_t i = 0; gpulint_is_sequence(list) &&
					   i < gpulint_length(list);
			     i++)
				judge_container(pass, gpulint_at(list, i));
		}
	}
}

const struct gpulint_check misplaced_resources = {
	.id = "misplaced-resources",
	.scope = GPULINT_FILE,
	.run = run,
};
