/* Which plugin files are this program's own, and which may be trusted. */

#include "rule/plugins.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUILD_LIST ".gpulint-build"

enum { OWN_LIMIT = 256 };

static bool
is_owned(const struct stat *st)
{
	return st->st_uid == 0 || st->st_uid == geteuid();
}

bool
plugin_is_guarded(const char *path, struct error *err)
{
	char folder[PATH_MAX];
	struct stat st;
	const char *slash;

	if (stat(path, &st) != 0)
		return error_set(err, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return error_set(err, "%s: not a regular file", path);
	if (!is_owned(&st))
		return error_set(err,
		    "%s: belongs to user %lu, neither to root nor to you", path,
		    (unsigned long)st.st_uid);
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return error_set(err, "%s: others may write it; chmod go-w",
		    path);
	/* The folder of the file itself, not of a link to it. */
	if (realpath(path, folder) == NULL)
		return error_set(err, "%s: %s", path, strerror(errno));
	slash = strrchr(folder, '/');
	folder[slash == folder ? 1 : slash - folder] = '\0';
	if (stat(folder, &st) != 0)
		return error_set(err, "%s: %s", folder, strerror(errno));
	if (!is_owned(&st))
		return error_set(err,
		    "%s: its folder belongs to user %lu, neither to root nor "
		    "to you",
		    path, (unsigned long)st.st_uid);
	/* In a sticky folder others cannot replace what they do not own. */
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0 &&
	    (st.st_mode & S_ISVTX) == 0)
		return error_set(err,
		    "%s: others may write its folder; chmod go-w", path);
	return true;
}

struct own {
	char *paths[OWN_LIMIT];
	size_t count;
};

static int
by_path(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
has_suffix(const char *name, const char *suffix)
{
	size_t length = strlen(name), tail = strlen(suffix);

	return length > tail && strcmp(name + length - tail, suffix) == 0;
}

/* A plugin a line, relative to the folder of the list. */
static void
read_list(struct own *own, const char *folder, FILE *list, struct arena *arena)
{
	char line[PATH_MAX];
	size_t length;

	while (
	    own->count < OWN_LIMIT && fgets(line, sizeof(line), list) != NULL) {
		length = strcspn(line, "\n");
		if (length == 0)
			continue;
		line[length] = '\0';
		own->paths[own->count++] =
		    arena_printf(arena, "%s/%s", folder, line);
	}
}

/* True where the running program lies in its build tree. */
static bool
find_built(struct own *own, struct arena *arena)
{
	char folder[PATH_MAX];
	const char *path;
	struct error why = { "" };
	ssize_t length;
	FILE *list;

	length = readlink("/proc/self/exe", folder, sizeof(folder) - 1);
	if (length <= 0)
		return false;
	folder[length] = '\0';
	*strrchr(folder, '/') = '\0';
	path = arena_printf(arena, "%s/" BUILD_LIST, folder);
	if (access(path, F_OK) != 0 || !plugin_is_guarded(path, &why))
		return false;
	list = fopen(path, "re");
	if (list == NULL)
		return false;
	read_list(own, folder, list, arena);
	fclose(list);
	return true;
}

static void
find_installed(struct own *own, struct arena *arena)
{
	struct dirent *entry;
	DIR *folder = opendir(PLUGINDIR);

	if (folder == NULL)
		return;
	while (own->count < OWN_LIMIT && (entry = readdir(folder)) != NULL)
		if (entry->d_name[0] != '.' && has_suffix(entry->d_name, ".so"))
			own->paths[own->count++] = arena_printf(arena, "%s/%s",
			    PLUGINDIR, entry->d_name);
	closedir(folder);
}

bool
plugins_add_own(struct plugins *plugins, const struct cards *cards,
    struct error *err)
{
	struct own own = { .count = 0 };
	bool ok = true;
	size_t i;

	if (!find_built(&own, plugins->arena))
		find_installed(&own, plugins->arena);
	/* The same order on every file system. */
	qsort(own.paths, own.count, sizeof(own.paths[0]), by_path);
	for (i = 0; i < own.count; i++)
		if (!plugins_add(plugins, own.paths[i], cards, err))
			ok = false;
	return ok;
}
