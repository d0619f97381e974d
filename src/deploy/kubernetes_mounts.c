#include "deploy/kubernetes.h"

#include "deploy/kustomize_render.h"
#include "link/mount.h"

#include <string.h>

/* Config maps beside a pod: files and variables of its containers. */

enum { LIST_LIMIT = 256 };

const struct node *
pod_beside(const struct pod *pod, size_t i)
{
	const struct rendered *rendered = pod->rendered;

	while (rendered && i < rendered->count && !rendered->roots[i])
		i++;
	if (rendered)
		return i < rendered->count ? rendered->roots[i] : NULL;
	return i < pod->tree->document_count && i < LIST_LIMIT
		   ? pod->tree->documents[i]
		   : NULL;
}

/* The data of a config map of that name in the same file, or NULL. */
static const struct node *
config_data(const struct pod *pod, const char *name)
{
	const struct node *root;

	for (size_t i = 0; (root = pod_beside(pod, i)); i++) {
		if (*name &&
		    strcmp(node_text(node_get(root, "kind")), "ConfigMap") ==
			0 &&
		    strcmp(node_text(node_path(root, "metadata.name")), name) ==
			0)
			return node_get(root, "data");
	}
	return NULL;
}

const struct node *
pod_config_value(const struct pod *pod, const char *map, const char *key)
{
	return node_get(config_data(pod, map), key);
}

void
pod_env_from(struct box *c, const struct pod *pod, const struct node *container)
{
	const struct node *list = node_get(container, "envFrom");

	for (size_t i = 0; i < node_length(list) && i < LIST_LIMIT; i++) {
		const char *name =
		    node_text(node_path(node_at(list, i), "configMapRef.name"));

		container_environment(c, config_data(pod, name));
	}
}

/* The file that a key of a config map becomes; NULL: it is left out. */
static const char *
file_of(const struct node *map, const char *key)
{
	const struct node *items = node_get(map, "items");

	for (size_t i = 0; i < node_length(items) && i < LIST_LIMIT; i++) {
		const struct node *one = node_at(items, i);

		if (strcmp(node_text(node_get(one, "key")), key) == 0)
			return node_text(node_get(one, "path"));
	}
	return items ? NULL : key;
}

static void
mount_map(struct box *c, const struct pod *pod, const struct node *map,
    const struct node *mount)
{
	const char *path = node_text(node_get(mount, "mountPath"));
	const char *part = node_text(node_get(mount, "subPath"));
	struct pairs it =
	    pairs_of(config_data(pod, node_text(node_get(map, "name"))));

	for (int i = 0; *path && i < LIST_LIMIT && pairs_next(&it); i++) {
		const char *file = file_of(map, node_text(it.pair->key));

		if (!file || !node_is(it.pair->value, NODE_SCALAR) ||
		    (*part && strcmp(part, file) != 0))
			continue;
		container_text(c,
		    *part ? path
			  : arena_printf(c->shell.arena, "%s/%s", path, file),
		    it.pair->value, shell_source(&c->shell, it.pair->value));
	}
}

/* A generated map's files, each "path" or "key=path", beside its overlay. */
static void
mount_generated(struct box *c, const struct node *entry, struct source *source,
    const struct node *map, const struct node *mount)
{
	const struct node *files = node_get(entry, "files");
	const char *path = node_text(node_get(mount, "mountPath"));
	const char *part = node_text(node_get(mount, "subPath"));
	struct arena *arena = c->shell.arena;

	for (size_t i = 0; i < node_length(files) && i < LIST_LIMIT; i++) {
		const struct node *one = node_at(files, i);
		const char *from = node_text(one), *equals = strchr(from, '=');
		const char *slash = strrchr(from, '/');
		const char *key =
		    equals  ? arena_copy(arena, from, (size_t)(equals - from))
		    : slash ? slash + 1
			    : from;
		const char *file = file_of(map, key);
		struct mount own = { .at = path,
			.from = equals ? equals + 1 : from,
			.source = source };

		if (!file || !*own.from || (*part && strcmp(part, file) != 0))
			continue;
		if (!*part)
			own.at = arena_printf(arena, "%s/%s", path, file);
		c->shell.mounts = mount_add(arena, c->shell.mounts, &own);
	}
}

/* A config map by its name: a document, or one that an overlay makes. */
static void
mount_named(struct box *c, const struct pod *pod, const struct node *map,
    const struct node *mount)
{
	const char *name = node_text(node_get(map, "name"));
	const struct rendered *rendered = pod->rendered;

	mount_map(c, pod, map, mount);
	for (size_t i = 0; rendered && *name && i < rendered->map_count; i++) {
		const struct node *entry = rendered->maps[i].entry;

		if (strcmp(node_text(node_get(entry, "name")), name) == 0)
			mount_generated(c, entry, rendered->maps[i].source, map,
			    mount);
	}
}

/* A node's folder, or a part of any volume. */
static void
mount_folder(struct box *c, const struct node *volume, const struct node *mount)
{
	const char *path = node_text(node_path(volume, "hostPath.path"));
	const char *part = node_text(node_get(mount, "subPath"));

	container_folder(c, node_text(node_get(mount, "mountPath")),
	    *part ? arena_printf(c->shell.arena, "%s/%s", path, part) : path);
}

void
pod_mounts(struct box *c, const struct pod *pod, const struct node *container)
{
	const struct node *list = node_get(container, "volumeMounts");

	for (size_t i = 0; i < node_length(list) && i < LIST_LIMIT; i++) {
		const struct node *mount = node_at(list, i);
		const struct node *volume =
		    pod_volume(pod, node_text(node_get(mount, "name")));
		const struct node *sources =
		    node_path(volume, "projected.sources");

		mount_folder(c, volume, mount);
		mount_named(c, pod, node_get(volume, "configMap"), mount);
		for (size_t k = 0; k < node_length(sources) && k < 16; k++)
			mount_named(c, pod,
			    node_get(node_at(sources, k), "configMap"), mount);
	}
}

/* What is fetched before the container starts, and when it has. */
void
pod_fetches(struct box *c, const struct pod *pod, const struct node *container)
{
	const struct node *list = node_get(pod->spec, "initContainers");
	const struct node *after =
	    node_path(container, "lifecycle.postStart.exec.command");
	struct shell_words words, rest;

	for (size_t i = 0; i < node_length(list) && i < 16; i++) {
		const struct node *one = node_at(list, i);

		words = shell_split(&c->shell, node_get(one, "command"));
		rest = shell_split(&c->shell, node_get(one, "args"));
		words = shell_join(c->shell.arena, &words, &rest);
		words = shell_follow(&c->shell, &words);
		container_fetches(c, &words);
	}
	if (!after)
		return;
	words = shell_split(&c->shell, after);
	words = shell_follow(&c->shell, &words);
	container_fetches(c, &words);
}
