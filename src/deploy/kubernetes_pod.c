#include "deploy/kubernetes.h"

#include "link/layers.h"

#include <stdlib.h>
#include <string.h>

enum { LIST_LIMIT = 256 };

static void
read_env(struct box *c, const struct pod *pod, const struct node *container)
{
	const struct node *list = node_get(container, "env");

	pod_env_from(c, pod, container);
	for (size_t i = 0; i < node_length(list) && i < LIST_LIMIT; i++) {
		const struct node *item = node_at(list, i);
		const struct node *value = node_get(item, "value");
		const struct node *from =
		    node_path(item, "valueFrom.configMapKeyRef");

		if (!value && from)
			value = pod_config_value(pod,
			    node_text(node_get(from, "name")),
			    node_text(node_get(from, "key")));
		container_variable(c, node_get(item, "name"), value);
	}
}

const struct pair *
pod_resource(const struct node *container, const char *name)
{
	const struct node *resources = node_get(container, "resources");
	const struct pair *pair =
	    node_pair(node_get(resources, "limits"), name);

	return pair ? pair : node_pair(node_get(resources, "requests"), name);
}

/* nvidia.com/mig-3g.40gb: a slice of a card that is not named.  The name
 * tells its memory, rounded up (NVIDIA's MIG user guide, profiles). */
static void
read_mig(struct box *c, const struct node *container)
{
	const struct node *limits = node_path(container, "resources.limits");
	struct pairs it = pairs_of(limits);
	static const char prefix[] = "nvidia.com/mig-";

	for (int i = 0; i < LIST_LIMIT && pairs_next(&it); i++) {
		const char *name = node_text(it.pair->key), *dot;
		struct origin origin;
		double size;

		if (strncmp(name, prefix, sizeof(prefix) - 1) != 0)
			continue;
		container_number(c, F_TARGET_GPUS, it.pair);
		dot = strchr(name + sizeof(prefix) - 1, '.');
		size = dot == NULL ? 0 : strtod(dot + 1, NULL);
		if (!(size >= 1 && size <= 1024))
			continue;
		origin = container_origin(c, it.pair->key, it.pair->value);
		workload_set_text(c->w, F_TARGET_GPU,
		    name + strlen("nvidia.com/"), &origin);
		workload_set_number(c->w, F_TARGET_VRAM, size * 1073741824.0,
		    &origin);
	}
}

static void
read_resources(struct box *c, const struct node *container)
{
	static const char *const gpus[] = { "nvidia.com/gpu", "amd.com/gpu",
		"nvidia.com/gpu.shared" };
	const struct pair *pair;

	for (size_t i = 0; i < sizeof(gpus) / sizeof(*gpus); i++) {
		pair = pod_resource(container, gpus[i]);
		if (pair)
			container_number(c, F_TARGET_GPUS, pair);
	}
	read_mig(c, container);
	pair = node_pair(node_path(container, "resources.limits"), "memory");
	container_size(c, F_HOST_MEMORY_LIMIT, pair, true);
	pair = node_pair(node_path(container, "resources.limits"), "cpu");
	container_number(c, F_HOST_CPU_LIMIT, pair);
}

void
pod_instance(struct box *c, const char *name, const struct origin *origin)
{
	const struct instance *row =
	    c->reading->catalog ? catalog_instance(c->reading->catalog, name)
				: NULL;
	struct origin from = *origin;

	if (!row || !row->gpu)
		return;
	from.kind = ORIGIN_CATALOG;
	from.note = row->source;
	workload_set_text(c->w, F_TARGET_GPU, row->gpu, &from);
	if (row->gpus > 0)
		workload_set_number(c->w, F_TARGET_GPUS, row->gpus, &from);
	if (row->ram_bytes > 0)
		workload_set_number(c->w, F_TARGET_RAM, row->ram_bytes, &from);
	if (row->vcpus > 0)
		workload_set_number(c->w, F_TARGET_CPUS, row->vcpus, &from);
}

static const char *
arch_of(const char *text)
{
	static const char *const archs[][2] = { { "amd64", "x86_64" },
		{ "arm64", "aarch64" }, { "ppc64le", "ppc64le" } };

	for (size_t i = 0; i < sizeof(archs) / sizeof(*archs); i++) {
		if (strcmp(text, archs[i][0]) == 0)
			return archs[i][1];
	}
	return NULL;
}

void
pod_label(struct box *c, const struct node *key, const struct node *value)
{
	static const char *const gpus[] = { "nvidia.com/gpu.product",
		"cloud.google.com/gke-accelerator",
		"k8s.amazonaws.com/accelerator", "accelerator",
		"karpenter.k8s.aws/instance-gpu-name", "gpu.nvidia.com/model",
		"gpu.nvidia.com/class", "amd.com/gpu.product-name",
		"beta.amd.com/gpu.product-name" };
	const char *name = node_text(key);
	struct shell_word word = shell_scalar(&c->shell, value);
	struct origin origin = container_origin(c, key, value);

	if (word.unresolved || !word.length || strpbrk(word.text, "{}<>"))
		return;
	for (size_t i = 0; i < sizeof(gpus) / sizeof(*gpus); i++) {
		if (strcmp(name, gpus[i]) == 0)
			workload_set_text(c->w, F_TARGET_GPU, word.text,
			    &origin);
	}
	if (strcmp(name, "node.kubernetes.io/instance-type") == 0 ||
	    strcmp(name, "beta.kubernetes.io/instance-type") == 0)
		pod_instance(c, word.text, &origin);
	if (strcmp(name, "kubernetes.io/arch") == 0 && arch_of(word.text))
		workload_set_text(c->w, F_TARGET_ARCH, arch_of(word.text),
		    &origin);
}

void
pod_affinity(struct box *c, const struct node *term)
{
	const struct node *list = node_get(term, "matchExpressions");

	for (size_t i = 0; i < node_length(list) && i < 64; i++) {
		const struct node *e = node_at(list, i);
		const struct node *values = node_get(e, "values");

		if (strcmp(node_text(node_get(e, "operator")), "In") == 0 &&
		    node_length(values) == 1)
			pod_label(c, node_get(e, "key"), node_at(values, 0));
	}
}

static void
read_labels(struct box *c, const struct pod *pod)
{
	struct pairs it = pairs_of(node_get(pod->spec, "nodeSelector"));
	const struct node *terms = node_path(pod->spec,
	    "affinity.nodeAffinity."
	    "requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms");

	for (int i = 0; i < LIST_LIMIT && pairs_next(&it); i++)
		pod_label(c, it.pair->key, it.pair->value);
	if (node_length(terms) == 1)
		pod_affinity(c, node_at(terms, 0));
}

static void
read_command(struct box *c, const struct node *container)
{
	const struct node *command = node_get(container, "command");
	const struct node *args = node_get(container, "args");
	struct shell_words first, rest;

	c->shell.variables = c->variables;
	first = shell_split(&c->shell, command);
	rest = shell_split(&c->shell, args);
	c->own_command = first.count > 0;
	c->words = shell_join(c->shell.arena, &first, &rest);
}

void
pod_container(const struct pod *pod, const struct node *container)
{
	struct workload *w = workload_new(pod->reading->arena,
	    pod->dialect->name, WORKLOAD_OTHER, pod->tree, container);
	const char *name = node_text(node_path(pod->root, "metadata.name"));
	struct box c;

	w->name = *name ? name : node_text(node_get(container, "name"));
	w->layers = pod->layers;
	/* a merged mapping is of the file that was laid over it last */
	if (pod->layers)
		w->source = layers_source(w, node_get(container, "name"));
	container_init(&c, pod->reading, w, SHELL_HOST_KUBERNETES);
	c.shell.layered = w;
	read_env(&c, pod, container);
	if (node_get(container, "image"))
		container_image(&c, node_get(container, "image"));
	read_resources(&c, container);
	read_labels(&c, pod);
	pod_volumes(&c, pod, container);
	pod_mounts(&c, pod, container);
	read_command(&c, container);
	pod_fetches(&c, pod, container);
	container_serve(&c);
	pod_written_volumes(&c, pod, container);
	reading_add(pod->reading, w);
}
