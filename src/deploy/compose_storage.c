#include "deploy/compose.h"
#include "deploy/task.h"

#include <string.h>

/* What a service finds at which path: tmpfs, volumes, configs. */

enum { LIST_LIMIT = 64 };

static bool
is_model_folder(const char *path)
{
	return strstr(path, ".cache/huggingface") ||
	       strncmp(path, "/data", 5) == 0 || strstr(path, "/.ollama") ||
	       strncmp(path, "/models", 7) == 0;
}

/* "/dev/shm:size=8g,mode=1777" among a service's tmpfs: shared memory, or the
 * disk of a model. */
static void
read_tmpfs(struct box *c, const struct node *one)
{
	const char *text = node_text(one), *size = strstr(text, "size=");
	bool is_shm = strncmp(text, "/dev/shm", 8) == 0;
	struct origin origin = container_origin(c, NULL, one);
	size_t n = size ? strcspn(size + 5, ",") : 0;
	double bytes;

	if (!is_shm && !is_model_folder(text))
		return;
	if (n && container_parse_size(size + 5, n, &bytes))
		workload_set_number(c->w, is_shm ? F_HOST_SHM : F_HOST_DISK,
		    bytes, &origin);
	else if (is_shm)
		workload_set_unknown(c->w, F_HOST_SHM,
		    "a tmpfs lies over /dev/shm", &origin);
}

static void
read_all_tmpfs(struct box *c, const struct service *s)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct node *list = node_get(s->layers[i], "tmpfs");

		c->shell.source = s->sources[i];
		if (node_is(list, NODE_SCALAR))
			read_tmpfs(c, list);
		for (size_t k = 0; k < node_length(list) && k < 16; k++)
			read_tmpfs(c, node_at(list, k));
	}
}

/* A bind of the repository's own files: ./conf at /etc/conf. */
static void
mount_volume(struct box *c, const struct node *volume, const char *source,
    size_t n, const char *target)
{
	struct arena *arena = c->shell.arena;

	if (n && (*source == '.' || *source == '$'))
		container_mount(c,
		    arena_copy(arena, target, strcspn(target, ":")),
		    task_node(arena, volume, arena_copy(arena, source, n)));
}

/* Where a volume's text puts it: "SOURCE:TARGET[:ro]". */
static void
read_volume(struct box *c, const struct node *volume)
{
	const char *text = node_text(volume), *target = text, *source;
	struct origin origin = container_origin(c, NULL, volume);
	size_t n;

	if (node_is(volume, NODE_MAPPING)) {
		target = node_text(node_get(volume, "target"));
		source = node_text(node_get(volume, "source"));
		n = strlen(source);
	} else {
		/* a : inside ${V:-./data} ends nothing */
		const char *close = strrchr(text, '}');
		const char *colon = strchr(close ? close : text, ':');

		if (!colon)
			return;
		source = text;
		n = (size_t)(colon - text);
		target = colon + 1;
	}
	mount_volume(c, volume, source, n, target);
	container_folder(c,
	    arena_copy(c->shell.arena, target, strcspn(target, ":")),
	    arena_copy(c->shell.arena, source, n));
	if (strncmp(target, "/dev/shm", 8) == 0)
		workload_set_unknown(c->w, F_HOST_SHM,
		    "a volume lies over /dev/shm", &origin);
	if (is_model_folder(target) && n && !memchr(source, '$', n))
		workload_set_text(c->w, F_CACHE_DIR,
		    arena_copy(c->shell.arena, source, n), &origin);
}

/* configs: a name or {source, target}; what it is stands at the top. */
static void
mount_config(struct box *c, const struct node *one, const struct node *root)
{
	bool named = node_is(one, NODE_MAPPING);
	const char *name = node_text(named ? node_get(one, "source") : one);
	const char *target = node_text(node_get(one, "target"));
	const struct node *all = node_get(root, "configs");
	const struct node *it = *name ? node_get(all, name) : NULL;

	if (!*target)
		target = arena_printf(c->shell.arena, "/%s", name);
	if (node_is(node_get(it, "content"), NODE_SCALAR))
		container_text(c, target, node_get(it, "content"),
		    c->shell.source);
	else if (node_is(node_get(it, "file"), NODE_SCALAR))
		container_mount(c, target, node_get(it, "file"));
}

void
compose_storage(struct box *c, const struct service *s, const struct node *root)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct node *volumes = node_get(s->layers[i], "volumes");
		const struct node *configs = node_get(s->layers[i], "configs");

		c->shell.source = s->sources[i];
		for (size_t k = 0; k < node_length(volumes) && k < LIST_LIMIT;
		     k++)
			read_volume(c, node_at(volumes, k));
		for (size_t k = 0; k < node_length(configs) && k < LIST_LIMIT;
		     k++)
			mount_config(c, node_at(configs, k), root);
	}
	read_all_tmpfs(c, s);
}
