#include "dialect/markers.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_LIMIT = 1000 };

static bool
is_yaml(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && dot && strcmp(dot, ".yaml") == 0;
}

static int
by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* The paths of folder/NAME.yaml, sorted; none where there is no folder. */
static const char **
list_folder(const char *folder, struct arena *arena, size_t *count)
{
	DIR *dir = opendir(folder);
	const char **paths = NULL;
	size_t n = 0, room = 0;
	struct dirent *entry;

	while (dir && n < FILES_LIMIT && (entry = readdir(dir))) {
		if (!is_yaml(entry))
			continue;
		if (n == room) {
			room = room ? 2 * room : 32;
			paths =
			    arena_grow(arena, paths, n, room, sizeof(*paths));
		}
		paths[n++] =
		    arena_printf(arena, "%s/%s", folder, entry->d_name);
	}
	if (dir)
		closedir(dir);
	if (n)
		qsort(paths, n, sizeof(*paths), by_name);
	*count = n;
	return paths;
}

static bool
load_file(struct dialect *dialect, const char *path, struct arena *arena,
    struct error *err)
{
	struct tree_problem problem;
	struct source *source = source_open(arena, path, err);
	struct tree *tree = source ? tree_read(source, &problem) : NULL;
	uint32_t line, column;

	if (!source)
		return false;
	if (!tree) {
		source_place(source, problem.span.start, &line, &column);
		return error_set(err, "%s:%u:%u: %s", path, line, column,
		    problem.text);
	}
	return dialect_load(dialect, tree, arena, err);
}

static bool
has_name(const struct dialect *all, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(all[i].name, name) == 0)
			return true;
	}
	return false;
}

bool
dialects_extend(struct dialects *dialects, const struct dialects *base,
    const char *folder, struct arena *arena, struct error *err)
{
	size_t base_count = base ? base->count : 0, count, n = 0;
	const char **paths = list_folder(folder, arena, &count);
	struct dialect *all;

	all = arena_array(arena, count + base_count + 1, sizeof(*all));
	for (size_t i = 0; i < count; i++) {
		if (!load_file(&all[n++], paths[i], arena, err))
			return false;
	}
	for (size_t i = 0; i < base_count; i++) {
		if (!has_name(all, count, base->all[i].name))
			all[n++] = base->all[i];
	}
	dialects->all = all;
	dialects->count = n;
	dialects->markers = markers_make(dialects, arena);
	return true;
}
