#include "link/mount.h"

#include "link/embedded.h"

#include <string.h>

enum { MOUNTS_LIMIT = 256, PATH_LIMIT = 1024 };

const struct mount *
mount_add(struct arena *arena, const struct mount *mounts,
    const struct mount *mount)
{
	struct mount *own = arena_alloc(arena, sizeof(*own));

	*own = *mount;
	own->next = mounts;
	return own;
}

/* Without ./ in front and / at the end. */
static size_t
trim(const char **path)
{
	size_t n;

	while (strncmp(*path, "./", 2) == 0)
		*path += 2;
	n = strlen(*path);
	while (n > 1 && (*path)[n - 1] == '/')
		n--;
	return n;
}

/* What is left of path below a mount, "" for the mount itself; NULL where
 * it lies elsewhere. */
static const char *
below(const struct mount *mount, const char *path)
{
	const char *at = mount->at;
	size_t n = trim(&at);

	if (n == 1 && *at == '.')
		return *path == '/' || *path == '~' ? NULL : path;
	if (strncmp(path, at, n) != 0)
		return NULL;
	if (path[n] == '/')
		return path + n + 1;
	return path[n] ? NULL : "";
}

bool
mount_find(const struct mount *mounts, const char *path, struct mount *found,
    const char **rest)
{
	for (int i = 0; mounts && i < MOUNTS_LIMIT; i++) {
		*rest = below(mounts, path);
		if (*rest && (mounts->from || !**rest)) {
			*found = *mounts;
			return true;
		}
		mounts = mounts->next;
	}
	return false;
}

/* The file below a mount; a text is a file by itself. */
static const struct tree *
open_below(struct reading *reading, const struct mount *mount, const char *rest)
{
	const char *from = mount->from;
	size_t n;

	if (mount->text)
		return *rest
			   ? NULL
			   : embedded_tree(reading, mount->source, mount->text);
	n = trim(&from);
	if (!n || strstr(from, "://") || *from == '~' || *from == '$')
		return NULL;
	return reading_link(reading, mount->source,
	    arena_printf(reading->arena, "%.*s%s%s", (int)n, from,
		*rest ? "/" : "", rest),
	    NULL);
}

const struct tree *
mount_open(struct reading *reading, const struct mount *mounts,
    const char *path)
{
	trim(&path);
	if (!reading->root || strlen(path) >= PATH_LIMIT)
		return NULL;
	for (int i = 0; mounts && i < MOUNTS_LIMIT; i++) {
		const char *rest = below(mounts, path);
		const struct tree *tree =
		    rest ? open_below(reading, mounts, rest) : NULL;

		if (tree && tree->document_count)
			return tree;
		mounts = mounts->next;
	}
	return NULL;
}
