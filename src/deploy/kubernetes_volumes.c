#include "deploy/kubernetes.h"

#include <string.h>

/* How much the volumes of a pod hold, of what its job downloads and writes. */

enum { LIST_LIMIT = 256, CLAIMS_LIMIT = 32 };

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

const struct node *
pod_volume(const struct pod *pod, const char *name)
{
	const struct node *volume =
	    volume_in(node_get(pod->spec, "volumes"), name);

	return volume ? volume
		      : volume_in(node_path(pod->root, "spec.volumes"), name);
}

static bool
is_in_memory(const struct node *volume)
{
	return strcmp(node_text(node_path(volume, "emptyDir.medium")),
		   "Memory") == 0;
}

/* What lies at /dev/shm. */
static void
read_shm_volume(struct box *c, const struct node *volume,
    const struct node *mount)
{
	const struct pair *limit =
	    node_pair(node_get(volume, "emptyDir"), "sizeLimit");
	struct origin origin = container_origin(c, NULL, mount);

	if (limit)
		container_size(c, F_HOST_SHM, limit, true);
	else if (is_in_memory(volume))
		workload_set_unknown(c->w, F_HOST_SHM,
		    "a memory volume without sizeLimit grows with the node",
		    &origin);
	else
		workload_set_unknown(c->w, F_HOST_SHM,
		    "another volume lies over /dev/shm", &origin);
}

static const struct pair *
storage_of(const struct node *claim)
{
	return node_pair(node_path(claim, "spec.resources.requests"),
	    "storage");
}

static bool
is_named(const struct node *claim, const char *name)
{
	return strcmp(node_text(node_path(claim, "metadata.name")), name) == 0;
}

/* The claim of a document beside this one, or of the set's own templates. */
static const struct pair *
claim_storage(const struct pod *pod, const char *name)
{
	const struct node *templates =
	    node_path(pod->root, "spec.volumeClaimTemplates");
	const struct node *root;

	for (size_t i = 0; i < node_length(templates) && i < CLAIMS_LIMIT; i++)
		if (is_named(node_at(templates, i), name))
			return storage_of(node_at(templates, i));
	for (size_t i = 0; (root = pod_beside(pod, i)); i++)
		if (strcmp(node_text(node_get(root, "kind")),
			"PersistentVolumeClaim") == 0 &&
		    is_named(root, name))
			return storage_of(root);
	return NULL;
}

/* Room of a mount: its claim, or the most that an emptyDir may hold.  What lies
 * in memory counts against the container's own as well. */
static const struct pair *
mount_room(const struct pod *pod, const struct node *container,
    const struct node *mount)
{
	const char *name = node_text(node_get(mount, "name"));
	const struct node *volume = pod_volume(pod, name);
	const struct node *claim =
	    node_path(volume, "persistentVolumeClaim.claimName");
	const struct node *empty = node_get(volume, "emptyDir");
	const struct pair *limit = node_pair(empty, "sizeLimit");

	if (!empty)
		return claim_storage(pod, claim ? node_text(claim) : name);
	if (limit || !is_in_memory(volume))
		return limit;
	return node_pair(node_path(container, "resources.limits"), "memory");
}

/* The mount that a path lies on, or NULL: the container's own layer. */
static const struct node *
mount_of(const struct node *container, const char *path)
{
	const struct node *list = node_get(container, "volumeMounts");
	const struct node *found = NULL;
	size_t longest = 0;

	for (size_t i = 0; i < node_length(list) && i < LIST_LIMIT; i++) {
		const struct node *mount = node_at(list, i);
		const char *at = node_text(node_get(mount, "mountPath"));
		size_t n = strlen(at);

		while (n > 1 && at[n - 1] == '/')
			n--;
		if (n > longest && strncmp(path, at, n) == 0 &&
		    (path[n] == '/' || !path[n])) {
			found = mount;
			longest = n;
		}
	}
	return found;
}

static bool
is_model_folder(const char *path)
{
	return strstr(path, "/.cache") || strstr(path, "huggingface") ||
	       strncmp(path, "/data", 5) == 0 ||
	       strncmp(path, "/models", 7) == 0 || strstr(path, "/.ollama");
}

/* Where a model may lie.  What is named for what a job writes is of that
 * alone. */
static bool
is_large_folder(const char *path)
{
	static const char *const words[] = { "model", "cache", "workspace",
		"/mnt", "weights" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(path, words[i]))
			return true;
	return is_model_folder(path);
}

/* An emptyDir's files count as the container's own do. */
static bool
is_of_node(const struct pod *pod, const struct node *mount)
{
	const struct node *volume =
	    pod_volume(pod, node_text(node_get(mount, "name")));

	return node_get(volume, "emptyDir") && !is_in_memory(volume);
}

/* The disk of those mounts that are of models, or of the others. */
static void
read_disks(struct box *c, const struct pod *pod, const struct node *container,
    bool of_models)
{
	const struct node *list = node_get(container, "volumeMounts");

	for (size_t i = 0; i < node_length(list) && i < LIST_LIMIT; i++) {
		const struct node *mount = node_at(list, i);
		const char *path = node_text(node_get(mount, "mountPath"));

		if (strncmp(path, "/dev/shm", 8) != 0 &&
		    is_large_folder(path) && is_model_folder(path) == of_models)
			container_size(c, F_HOST_DISK,
			    mount_room(pod, container, mount), true);
	}
}

void
pod_volumes(struct box *c, const struct pod *pod, const struct node *container)
{
	const struct node *list = node_get(container, "volumeMounts");
	const struct pair *ipc = node_pair(pod->spec, "hostIPC");
	bool is_elsewhere = false;
	struct origin origin;

	for (size_t i = 0; i < node_length(list) && i < LIST_LIMIT; i++) {
		const struct node *mount = node_at(list, i);
		const char *path = node_text(node_get(mount, "mountPath"));

		origin = container_origin(c, NULL, mount);
		if (strncmp(path, "/dev/shm", 8) == 0) {
			read_shm_volume(c,
			    pod_volume(pod, node_text(node_get(mount, "name"))),
			    mount);
			continue;
		}
		if (is_model_folder(path))
			workload_set_text(c->w, F_CACHE_DIR, path, &origin);
		if (is_large_folder(path) && !is_of_node(pod, mount))
			is_elsewhere = true;
	}
	if (!is_elsewhere)
		container_size(c, F_HOST_DISK,
		    pod_resource(container, "ephemeral-storage"), true);
	read_disks(c, pod, container, true);
	read_disks(c, pod, container, false);
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

/* Checkpoints go to a volume of their own, or into the container. */
static void
read_save_volume(struct box *c, const struct pod *pod,
    const struct node *container)
{
	const char *folder = fact_text(c->w, F_SAVE_DIR);
	const struct node *mount = mount_of(container, folder);
	const struct pair *room =
	    mount ? mount_room(pod, container, mount) : NULL;
	struct origin origin = c->w->facts[F_SAVE_DIR].origin;

	if (*folder != '/')
		return;
	if (!mount || is_of_node(pod, mount))
		container_size(c, F_HOST_SAVE_DISK,
		    pod_resource(container, "ephemeral-storage"), true);
	container_size(c, F_HOST_SAVE_DISK, room, true);
	if (c->w->facts[F_HOST_SAVE_DISK].state == FACT_ABSENT)
		workload_set_unknown(c->w, F_HOST_SAVE_DISK,
		    "what checkpoints go to has no size here", &origin);
}

void
pod_written_volumes(struct box *c, const struct pod *pod,
    const struct node *container)
{
	const char *store = fact_text(c->w, F_STREAM_STORE_DIR);
	const struct node *mount = *store ? mount_of(container, store) : NULL;

	read_save_volume(c, pod, container);
	if (!*store)
		return;
	memset(&c->w->facts[F_HOST_DISK], 0, sizeof(struct fact));
	if (mount)
		container_size(c, F_HOST_DISK,
		    mount_room(pod, container, mount), true);
}
