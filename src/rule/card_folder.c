/* The cards of a folder, <plugin>/<rule>.yaml, before others. */

#include "rule/card.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_LIMIT = 4096 };

struct names {
	const char **all;
	size_t count;
};

struct folder {
	const char *path;
	const char *root; /* nothing outside it is read; NULL: anything */
	struct card *cards;
	size_t count, room;
	struct arena *arena;
	struct error *err;
};

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What a folder holds, sorted; hidden files aside.  No folder: nothing. */
static bool
list_names(const struct folder *f, const char *path, struct names *names)
{
	struct dirent *entry;
	DIR *dir = opendir(path);
	size_t room = 0;

	names->all = NULL;
	names->count = 0;
	if (dir == NULL)
		return errno == ENOENT || errno == ENOTDIR ||
		       error_set(f->err, "%s: %s", path, strerror(errno));
	while ((entry = readdir(dir)) != NULL && names->count < NAMES_LIMIT) {
		if (entry->d_name[0] == '.')
			continue;
		if (names->count == room) {
			names->all = arena_grow(f->arena, names->all, room,
			    room * 2 + 16, sizeof(*names->all));
			room = room * 2 + 16;
		}
		names->all[names->count++] =
		    arena_string(f->arena, entry->d_name);
	}
	closedir(dir);
	if (names->count > 0)
		qsort(names->all, names->count, sizeof(*names->all), by_name);
	return true;
}

/* A link may lead anywhere. */
static bool
lies_within(const struct folder *f, const char *path)
{
	size_t length = f->root == NULL ? 0 : strlen(f->root);
	char real[PATH_MAX];

	if (length <= 1) /* none, or "/" */
		return true;
	if (realpath(path, real) == NULL)
		return error_set(f->err, "%s: %s", path, strerror(errno));
	if (strncmp(real, f->root, length) == 0 && real[length] == '/')
		return true;
	return error_set(f->err, "%s: lies outside the repository", path);
}

static bool
add_card(struct folder *f, const char *plugin, const char *file)
{
	const char *path =
	    arena_printf(f->arena, "%s/%s/%s", f->path, plugin, file);
	const char *rule =
	    arena_copy(f->arena, file, strlen(file) - strlen(".yaml"));
	struct tree_problem problem;
	struct source *source;
	struct tree *tree;

	if (!lies_within(f, path))
		return false;
	source = source_open(f->arena, path, f->err);
	if (source == NULL)
		return false;
	tree = tree_read_yaml(source, &problem);
	if (tree == NULL) {
		uint32_t line, column;

		source_place(source, problem.span.start, &line, &column);
		return error_set(f->err, "%s:%u:%u: %s", path, line, column,
		    problem.text);
	}
	if (f->count == f->room) {
		f->cards = arena_grow(f->arena, f->cards, f->room,
		    f->room * 2 + 16, sizeof(*f->cards));
		f->room = f->room * 2 + 16;
	}
	return card_load(&f->cards[f->count++], plugin, rule, tree, f->arena,
	    f->err);
}

static bool
is_card(const char *file)
{
	size_t length = strlen(file);

	return length > 5 && strcmp(file + length - 5, ".yaml") == 0;
}

static bool
add_plugin(struct folder *f, const char *plugin)
{
	struct names files;
	size_t i;

	if (!list_names(f, arena_printf(f->arena, "%s/%s", f->path, plugin),
		&files))
		return false;
	for (i = 0; i < files.count; i++)
		if (is_card(files.all[i]) && !add_card(f, plugin, files.all[i]))
			return false;
	return true;
}

bool
cards_of_plugin(struct cards *cards, const char *folder, const char *plugin,
    const char *root, struct arena *arena, struct error *err)
{
	struct folder f = { .path = folder,
		.root = root,
		.arena = arena,
		.err = err };

	if (!add_plugin(&f, plugin))
		return false;
	cards->all = f.cards;
	cards->count = f.count;
	return true;
}

bool
cards_extend(struct cards *cards, const struct cards *base, const char *folder,
    struct arena *arena, struct error *err)
{
	struct folder f = { .path = folder, .arena = arena, .err = err };
	size_t base_count = base != NULL ? base->count : 0, i;
	struct names plugins;
	struct card *all;

	if (!list_names(&f, folder, &plugins))
		return false;
	for (i = 0; i < plugins.count; i++)
		if (strcmp(plugins.all[i], "catalog") != 0 &&
		    strcmp(plugins.all[i], "dialects") != 0 &&
		    !add_plugin(&f, plugins.all[i]))
			return false;
	all = arena_grow(arena, f.cards, f.count, f.count + base_count + 1,
	    sizeof(*all));
	cards->all = all;
	cards->count = f.count;
	for (i = 0; i < base_count; i++)
		if (card_by_name(cards, base->all[i].name) == NULL)
			all[cards->count++] = base->all[i];
	return true;
}
