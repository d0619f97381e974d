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

/* A limit, or where there is none the request. */
static const struct pair *
resource_pair(const struct node *container, const char *name)
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
		pair = resource_pair(container, gpus[i]);
		if (pair)
			container_number(c, F_TARGET_GPUS, pair);
	}
	read_mig(c, container);
	pair = node_pair(node_path(container, "resources.limits"), "memory");
	container_size(c, F_HOST_MEMORY_LIMIT, pair, true);
	pair = node_pair(node_path(container, "resources.limits"), "cpu");
	container_number(c, F_HOST_CPU_LIMIT, pair);
	container_size(c, F_HOST_DISK,
	    resource_pair(container, "ephemeral-storage"), true);
}

static const struct node *
volume_in(const struct node *list, const char *name)
{
	for (size_t i = 0; i < node_length(list) && i < LIST_LIMIT; i++) {
		const struct node *volume = node_at(list, i);

		if (strcmp(node_text(node_get(volume, "name")), name) == 0)
			return volume;
	}
	return NULL;
}

/* A pod's own, or the workflow's that it is a template of. */
const struct node *
pod_volume(const struct pod *pod, const char *name)
{
	const struct node *volume =
	    volume_in(node_get(pod->spec, "volumes"), name);

	return volume ? volume
		      : volume_in(node_path(pod->root, "spec.volumes"), name);
}

/* What lies at /dev/shm. */
static void
read_shm_volume(struct box *c, const struct node *volume,
    const struct node *mount)
{
	const struct node *empty = node_get(volume, "emptyDir");
	const struct pair *limit = node_pair(empty, "sizeLimit");
	struct origin origin = container_origin(c, NULL, mount);

	if (limit)
		container_size(c, F_HOST_SHM, limit, true);
	else if (strcmp(node_text(node_get(empty, "medium")), "Memory") == 0)
		workload_set_unknown(c->w, F_HOST_SHM,
		    "a memory volume without sizeLimit grows with the node",
		    &origin);
	else
		workload_set_unknown(c->w, F_HOST_SHM,
		    "another volume lies over /dev/shm", &origin);
}

/* The claim of a document beside this one, or of the set's own templates. */
static const struct pair *
claim_storage(const struct pod *pod, const char *name)
{
	const struct node *templates =
	    node_path(pod->root, "spec.volumeClaimTemplates");

	for (size_t i = 0; i < node_length(templates) && i < 32; i++) {
		const struct node *claim = node_at(templates, i);

		if (strcmp(node_text(node_path(claim, "metadata.name")),
			name) == 0)
			return node_pair(node_path(claim,
					     "spec.resources.requests"),
			    "storage");
	}
	const struct node *root;

	for (size_t i = 0; (root = pod_beside(pod, i)); i++) {
		if (strcmp(node_text(node_get(root, "kind")),
			"PersistentVolumeClaim") == 0 &&
		    strcmp(node_text(node_path(root, "metadata.name")), name) ==
			0)
			return node_pair(node_path(root,
					     "spec.resources.requests"),
			    "storage");
	}
	return NULL;
}

/* Room of a mount: its claim, or the most that an emptyDir may hold. */
static const struct pair *
mount_room(const struct pod *pod, const struct node *mount)
{
	const char *name = node_text(node_get(mount, "name"));
	const struct node *volume = pod_volume(pod, name);
	const struct node *claim =
	    node_path(volume, "persistentVolumeClaim.claimName");
	const struct node *empty = node_get(volume, "emptyDir");

	return empty ? node_pair(empty, "sizeLimit")
		     : claim_storage(pod, claim ? node_text(claim) : name);
}

/* The disk of a server of streams is the volume that its folder is on. */
static void
read_store_volume(struct box *c, const struct pod *pod,
    const struct node *container)
{
	const struct node *list = node_get(container, "volumeMounts");
	const char *store = fact_text(c->w, F_STREAM_STORE_DIR);
	const struct pair *room = NULL;
	size_t longest = 0;

	for (size_t i = 0; *store && i < node_length(list) && i < LIST_LIMIT;
	     i++) {
		const struct node *mount = node_at(list, i);
		const char *path = node_text(node_get(mount, "mountPath"));
		size_t n = strlen(path);

		if (n > longest && strncmp(store, path, n) == 0 &&
		    (store[n] == '/' || !store[n])) {
			room = mount_room(pod, mount);
			longest = n;
		}
	}
	if (!*store)
		return;
	memset(&c->w->facts[F_HOST_DISK], 0, sizeof(struct fact));
	container_size(c, F_HOST_DISK, room, true);
}

static bool
is_model_folder(const char *path)
{
	return strstr(path, "/.cache") || strstr(path, "huggingface") ||
	       strncmp(path, "/data", 5) == 0 ||
	       strncmp(path, "/models", 7) == 0 || strstr(path, "/.ollama");
}

/* Where a job keeps what is large: its model, or what it writes. */
static bool
is_large_folder(const char *path)
{
	static const char *const words[] = { "model", "checkpoint", "ckpt",
		"output", "cache", "workspace", "/mnt", "weights" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(path, words[i]))
			return true;
	return is_model_folder(path);
}

static void
read_mount(struct box *c, const struct pod *pod, const struct node *mount)
{
	const char *path = node_text(node_get(mount, "mountPath"));
	const char *name = node_text(node_get(mount, "name"));
	const struct node *volume = pod_volume(pod, name);
	const struct node *claim =
	    node_path(volume, "persistentVolumeClaim.claimName");
	const struct node *empty = node_get(volume, "emptyDir");
	struct origin origin = container_origin(c, NULL, mount);

	if (strncmp(path, "/dev/shm", 8) == 0) {
		read_shm_volume(c, volume, mount);
		return;
	}
	if (is_model_folder(path))
		workload_set_text(c->w, F_CACHE_DIR, path, &origin);
	if (!is_large_folder(path))
		return;
	container_size(c, F_HOST_DISK,
	    empty ? node_pair(empty, "sizeLimit")
		  : claim_storage(pod, claim ? node_text(claim) : name),
	    true);
}

static void
read_volumes(struct box *c, const struct pod *pod, const struct node *container)
{
	const struct node *list = node_get(container, "volumeMounts");
	const struct pair *ipc = node_pair(pod->spec, "hostIPC");
	struct origin origin;

	for (size_t i = 0; i < node_length(list) && i < LIST_LIMIT; i++)
		read_mount(c, pod, node_at(list, i));
	if (ipc && strcmp(node_text(node_resolve(ipc->value)), "true") == 0) {
		origin = container_origin(c, ipc->key, ipc->value);
		workload_set_text(c->w, F_HOST_IPC, "host", &origin);
		return;
	}
	if (c->w->facts[F_HOST_SHM].state != FACT_ABSENT)
		return;
	origin = origin_note(ORIGIN_DEFAULT, "Kubernetes");
	workload_set_number(c->w, F_HOST_SHM, 64.0 * 1024 * 1024, &origin);
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
	if (strcmp(text, "arm64") == 0)
		return "aarch64";
	return strcmp(text, "amd64") == 0 ? "x86_64" : NULL;
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
	read_volumes(&c, pod, container);
	pod_mounts(&c, pod, container);
	read_command(&c, container);
	pod_fetches(&c, pod, container);
	container_serve(&c);
	read_store_volume(&c, pod, container);
	reading_add(pod->reading, w);
}
