#include "deploy/kubernetes.h"

#include "base/word.h"

#include <string.h>

/*
 * kubernetes: which manifests are ours, and where their pods are.  What a
 * pod says is in kubernetes_pod.c.
 */

enum { DEPTH_LIMIT = 14, NODES_LIMIT = 20000, PODS_LIMIT = 64 };

/* "apps/v1" -> "apps", "v1" -> "" */
static bool
group_is(const char *version, const char *group)
{
	const char *slash = strchr(version, '/');
	size_t n = slash ? (size_t)(slash - version) : 0;
	size_t m = strlen(group);

	return n == m && strncmp(version, group, n) == 0;
}

/* Groups whose resources are a dialect of their own. */
static bool
is_others(const char *version)
{
	static const char *const groups[] = { "serving.kserve.io", "ray.io",
		"kubeflow.org", "trainer.kubeflow.org",
		"kustomize.config.k8s.io", "serving.kubeflow.org" };
	char group[128];
	const char *slash = strchr(version, '/');
	size_t n = slash ? (size_t)(slash - version) : 0;

	if (!n || n >= sizeof(group))
		return false;
	memcpy(group, version, n);
	group[n] = '\0';
	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		if (strcmp(group, groups[i]) == 0)
			return true;
	}
	return word_ends(group, ".kubeflow.org");
}

/* Resources that exist for GPUs and models alone. */
static bool
is_of_gpu_operator(const char *version, const char *kind)
{
	static const char *const groups[] = { "kubeai.org", "gmc.opea.io",
		"production-stack.vllm.ai", "inference.networking.x-k8s.io",
		"inference.networking.k8s.io", "nvidia.com", "karpenter.sh",
		"karpenter.k8s.aws" };

	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		if (group_is(version, groups[i]))
			return true;
	}
	return strcmp(kind, "DeviceClass") == 0 ||
	       strcmp(kind, "ResourceQuota") == 0 ||
	       strcmp(kind, "PersistentVolumeClaim") == 0 ||
	       strcmp(kind, "PersistentVolume") == 0;
}

static bool
is_gpu_resource(const char *key)
{
	static const char *const marks[] = { "nvidia.com/", "amd.com/gpu",
		"habana.ai/", "gpu.intel.com/", "google.com/tpu",
		"aws.amazon.com/neuron", "cloud.google.com/gke-accelerator",
		"cloud.google.com/gke-tpu", "karpenter.k8s.aws/instance-gpu" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		if (strncmp(key, marks[i], strlen(marks[i])) == 0)
			return true;
	}
	return false;
}

/* Evidence in one scalar of a pod. */
static bool
is_evident_scalar(const struct node *key, const struct node *value)
{
	const char *name = node_text(key), *text = node_text(value);
	struct arena arena;
	bool evident;

	if (is_gpu_resource(name) || is_gpu_resource(text) ||
	    container_is_evidence_variable(name) ||
	    (strcmp(name, "name") == 0 && container_is_evidence_variable(text)))
		return true;
	if (strcmp(name, "image") != 0)
		return container_is_evidence_word(text);
	if (node_resolve(value)->length > 512)
		return false;
	arena_init(&arena);
	evident = container_is_evidence_image(text, &arena);
	arena_release(&arena);
	return evident;
}

static bool
has_evidence(const struct node *key, const struct node *node, int depth,
    int *budget)
{
	node = node_resolve(node);
	if (!node || depth > DEPTH_LIMIT || --*budget < 0)
		return false;
	if (node->kind == NODE_SCALAR)
		return is_evident_scalar(key, node);
	if (strcmp(node_text(key), "command") == 0 &&
	    container_is_evidence_command(node))
		return true;
	for (uint32_t i = 0; i < node->count; i++) {
		bool mapping = node->kind == NODE_MAPPING;
		const struct node *name = mapping ? node->u.pairs[i].key : key;
		const struct node *child =
		    mapping ? node->u.pairs[i].value : node->u.items[i];

		if (has_evidence(name, child, depth + 1, budget))
			return true;
	}
	return false;
}

static bool
has_client(const struct node *spec)
{
	const struct node *containers = node_get(spec, "containers");

	for (size_t i = 0; i < node_length(containers) && i < PODS_LIMIT; i++) {
		const struct node *env =
		    node_get(node_at(containers, i), "env");

		for (size_t k = 0; k < node_length(env) && k < 256; k++) {
			if (container_is_client_variable(
				node_text(node_get(node_at(env, k), "name"))))
				return true;
		}
	}
	return false;
}

static bool
is_pod_spec(const struct node *node)
{
	const struct node *containers = node_get(node, "containers");

	return node_is(containers, NODE_SEQUENCE) &&
	       node_is(node_at(containers, 0), NODE_MAPPING);
}

/* A template of an Argo workflow: a pod of one container (argoproj/
 * argo-workflows docs/fields.md, Template). */
static bool
is_template(const struct node *node)
{
	return *node_text(node_path(node, "container.image")) != '\0' &&
	       node_get(node, "name");
}

/* The k-th container of a pod, or NULL behind the last. */
static const struct node *
container_at(const struct node *spec, size_t k)
{
	const struct node *list = node_get(spec, "containers");

	if (!list)
		return k == 0 ? node_get(spec, "container") : NULL;
	return k < node_length(list) ? node_at(list, k) : NULL;
}

/* Pod specs wherever a kind keeps them: spec, spec.template.spec,
 * spec.jobTemplate..., replicatedJobs, leaderWorkerTemplate, items,
 * templates. */
static void
find_pods(struct pods *pods, const struct node *node, int depth, int *budget)
{
	node = node_resolve(node);
	if (!node || node->kind == NODE_SCALAR || depth > DEPTH_LIMIT ||
	    --*budget < 0 || pods->count >= PODS_LIMIT)
		return;
	if (is_pod_spec(node) || is_template(node)) {
		pods->items[pods->count++] = node;
		return;
	}
	for (uint32_t i = 0; i < node->count; i++) {
		find_pods(pods,
		    node->kind == NODE_MAPPING ? node->u.pairs[i].value
					       : node->u.items[i],
		    depth + 1, budget);
	}
}

static struct pods
pods_of(const struct node *root)
{
	struct pods pods = { .count = 0 };
	int budget = NODES_LIMIT;

	find_pods(&pods, root, 0, &budget);
	return pods;
}

static bool
kubernetes_recognise(const struct node *root, const char *path)
{
	const char *version = node_text(node_get(root, "apiVersion"));
	const char *kind = node_text(node_get(root, "kind"));
	int budget = NODES_LIMIT;
	struct pods pods;

	(void)path;
	if (!*version || !*kind || is_others(version) ||
	    strcmp(kind, "CustomResourceDefinition") == 0)
		return false;
	if (is_of_gpu_operator(version, kind))
		return true;
	pods = pods_of(root);
	for (size_t i = 0; i < pods.count; i++) {
		if (has_evidence(NULL, pods.items[i], 0, &budget) ||
		    has_client(pods.items[i]))
			return true;
	}
	return false;
}

/* The pods of a group that serves one model: leader and workers. */
static void
set_group(struct reading *reading, struct workload *added,
    const struct node *root)
{
	const struct node *group = node_path(root, "spec.leaderWorkerTemplate");
	const struct pair *size = node_pair(group, "size");

	for (struct workload *w = added; w && size; w = w->next) {
		struct box c;

		container_init(&c, reading, w, SHELL_HOST_KUBERNETES);
		if (fact_known(w, F_TARGET_GPUS))
			container_number(&c, F_TARGET_NODES, size);
	}
}

void
kubernetes_pods(const struct pod *like, const struct node *root)
{
	struct pods pods = pods_of(root);
	struct workload **added = like->reading->last;

	for (size_t i = 0; i < pods.count; i++) {
		struct pod pod = *like;
		const struct node *c;

		pod.root = node_resolve(root);
		pod.spec = pods.items[i];
		for (size_t k = 0;
		     k < PODS_LIMIT && (c = container_at(pod.spec, k)); k++) {
			int budget = NODES_LIMIT;

			if (node_is(c, NODE_MAPPING) &&
			    has_evidence(NULL, c, 0, &budget))
				pod_container(&pod, c);
		}
	}
	set_group(like->reading, *added, root);
}

static void
kubernetes_read(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct pod pod = { .reading = reading,
		.tree = tree,
		.dialect = dialect };

	if (!kubernetes_custom(reading, tree, root, dialect))
		kubernetes_pods(&pod, root);
}

const struct dialect_code code_kubernetes = {
	.name = "kubernetes",
	.read = kubernetes_read,
	.recognise = kubernetes_recognise,
};
