#include "read/walk.h"

#include "read/ignore.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { IGNORE_SIZE_LIMIT = 1024 * 1024 };

struct list {
	const char **item;
	size_t count, room;
};

struct walker {
	struct arena *arena;
	struct list paths, problems;
};

static void
add(struct arena *arena, struct list *list, const char *item)
{
	if (list->count == list->room) {
		size_t room = list->room == 0 ? 64 : list->room * 2;

		list->item = arena_grow(arena, list->item, list->count, room,
		    sizeof(*list->item));
		list->room = room;
	}
	list->item[list->count++] = item;
}

static void
note(struct walker *walker, const char *path)
{
	add(walker->arena, &walker->problems,
	    arena_printf(walker->arena, "%s: %s", path, strerror(errno)));
}

static const char *
join(struct arena *arena, const char *folder, const char *name)
{
	size_t length = strlen(folder);

	if (strcmp(folder, ".") == 0)
		return arena_string(arena, name);
	return arena_printf(arena, "%s%s%s", folder,
	    length > 0 && folder[length - 1] == '/' ? "" : "/", name);
}

static bool
is_candidate(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL && dot != name &&
	       (strcasecmp(dot, ".yaml") == 0 || strcasecmp(dot, ".yml") == 0 ||
		   strcasecmp(dot, ".json") == 0);
}

/* The patterns of a file, on top of outer; outer where there is none. */
static const struct ignore *
load(struct walker *walker, const struct ignore *outer, const char *folder,
    const char *name)
{
	const char *path = arena_printf(walker->arena, "%s/%s", folder, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	const struct ignore *ignore = outer;
	struct stat st;
	char *text;
	ssize_t n;

	if (fd < 0)
		return outer;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size <= IGNORE_SIZE_LIMIT) {
		text = arena_alloc(walker->arena, (size_t)st.st_size + 1);
		n = read(fd, text, (size_t)st.st_size);
		if (n > 0)
			ignore = ignore_parse(walker->arena, outer, folder,
			    text, (size_t)n);
	}
	close(fd);
	return ignore;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in a folder, sorted; false after noting why not. */
static bool
read_names(struct walker *walker, const char *folder, struct list *names)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	if (dir == NULL) {
		note(walker, folder);
		return false;
	}
	while ((entry = readdir(dir)) != NULL) {
		const char *name = entry->d_name;

		if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
		    strcmp(name, ".git") != 0)
			add(walker->arena, names,
			    arena_string(walker->arena, name));
	}
	closedir(dir);
	if (names->count != 0)
		qsort(names->item, names->count, sizeof(*names->item), compare);
	return true;
}

struct place {
	const char *path; /* as reported */
	const char *real; /* as the ignore lists spell it */
	const struct ignore *ignore;
	int depth;
};

static void walk_folder(struct walker *walker, const struct place *place);

static void
walk_entry(struct walker *walker, const struct place *folder, const char *name)
{
	struct place place = *folder;
	struct stat st;
	bool is_folder;

	place.path = join(walker->arena, folder->path, name);
	place.depth++;
	if (lstat(place.path, &st) != 0) {
		note(walker, place.path);
		return;
	}
	is_folder = S_ISDIR(st.st_mode);
	if (!is_folder && !is_candidate(name))
		return;
	if (S_ISLNK(st.st_mode) &&
	    (stat(place.path, &st) != 0 || !S_ISREG(st.st_mode)))
		return;
	if (!is_folder && !S_ISREG(st.st_mode))
		return;
	place.real = join(walker->arena, folder->real, name);
	if (ignore_has(folder->ignore, place.real, is_folder))
		return;
	if (is_folder)
		walk_folder(walker, &place);
	else
		add(walker->arena, &walker->paths, place.path);
}

static void
walk_folder(struct walker *walker, const struct place *place)
{
	struct list names = { NULL, 0, 0 };
	struct place inner = *place;

	if (place->depth > WALK_DEPTH_LIMIT) {
		add(walker->arena, &walker->problems,
		    arena_printf(walker->arena, "%s: more than %d folders deep",
			place->path, WALK_DEPTH_LIMIT));
		return;
	}
	if (!read_names(walker, place->path, &names))
		return;
	inner.ignore = load(walker, place->ignore, place->real, ".gitignore");
	for (size_t i = 0; i < names.count; i++)
		walk_entry(walker, &inner, names.item[i]);
}

static bool
is_repository(struct walker *walker, const char *folder)
{
	struct stat st;

	return lstat(arena_printf(walker->arena, "%s/.git", folder), &st) == 0;
}

/* The length of the nearest repository's path at or above a folder; 0 for
 * none. */
static size_t
find_repository(struct walker *walker, const char *real)
{
	char *folder = arena_string(walker->arena, real);

	for (;;) {
		char *slash;

		if (is_repository(walker, folder))
			return strlen(folder);
		slash = strrchr(folder, '/');
		if (slash == NULL || slash == folder)
			return 0;
		*slash = '\0';
	}
}

/* What the repository says from its root down to above the folder. */
static const struct ignore *
load_outer(struct walker *walker, const char *real)
{
	size_t at = find_repository(walker, real);
	const struct ignore *ignore;
	const char *folder;

	if (at == 0)
		return NULL;
	folder = arena_copy(walker->arena, real, at);
	ignore = load(walker, NULL, folder, ".git/info/exclude");
	while (real[at] != '\0') {
		folder = arena_copy(walker->arena, real, at);
		ignore = load(walker, ignore, folder, ".gitignore");
		at += 1 + strcspn(real + at + 1, "/");
	}
	return ignore;
}

static const char *
without_slashes(struct arena *arena, const char *path)
{
	size_t length = strlen(path);

	while (length > 1 && path[length - 1] == '/')
		length--;
	while (length > 2 && path[0] == '.' && path[1] == '/') {
		path += 2;
		length -= 2;
	}
	return arena_copy(arena, path, length);
}

static void
walk_argument(struct walker *walker, const char *argument)
{
	struct place place = { NULL, NULL, NULL, 0 };
	struct stat st;
	char *real;

	if (stat(argument, &st) != 0) {
		note(walker, argument);
		return;
	}
	if (!S_ISDIR(st.st_mode)) {
		add(walker->arena, &walker->paths,
		    arena_string(walker->arena, argument));
		return;
	}
	real = realpath(argument, NULL);
	if (real == NULL) {
		note(walker, argument);
		return;
	}
	place.path = without_slashes(walker->arena, argument);
	place.real = arena_string(walker->arena, real);
	free(real);
	place.ignore = load_outer(walker, place.real);
	walk_folder(walker, &place);
}

struct named {
	const char *path;
	size_t at;
};

static int
compare_named(const void *one, const void *other)
{
	const struct named *a = one, *b = other;
	int order = strcmp(a->path, b->path);

	return order != 0 ? order : (a->at > b->at) - (a->at < b->at);
}

/* Keep the first of what was named twice. */
static void
drop_repeated(struct arena *arena, struct list *paths)
{
	struct named *named = arena_array(arena, paths->count, sizeof(*named));
	size_t kept = 0;

	if (paths->count < 2)
		return;
	for (size_t i = 0; i < paths->count; i++) {
		named[i].path = paths->item[i];
		named[i].at = i;
	}
	qsort(named, paths->count, sizeof(*named), compare_named);
	for (size_t i = 1; i < paths->count; i++) {
		if (strcmp(named[i].path, named[i - 1].path) == 0)
			paths->item[named[i].at] = NULL;
	}
	for (size_t i = 0; i < paths->count; i++) {
		if (paths->item[i] != NULL)
			paths->item[kept++] = paths->item[i];
	}
	paths->count = kept;
}

struct walk
walk_paths(struct arena *arena, const char *const *arguments, size_t count)
{
	struct walker walker = { arena, { NULL, 0, 0 }, { NULL, 0, 0 } };
	struct walk walk;

	for (size_t i = 0; i < count; i++)
		walk_argument(&walker, arguments[i]);
	drop_repeated(arena, &walker.paths);
	walk.paths = walker.paths.item;
	walk.count = walker.paths.count;
	walk.problems = walker.problems.item;
	walk.problem_count = walker.problems.count;
	return walk;
}
