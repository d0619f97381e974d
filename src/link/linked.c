#include "link/link.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_LIMIT = 16, FILES_LIMIT = 64, FOLLOWED_LIMIT = 256 };

/* A file a link led to. */
struct linked {
	const char *real;
	const struct source *source; /* NULL: it cannot be read */
	/* NULL: it does not parse, or is the file being linted. */
	const struct tree *tree;
	const struct linked *from; /* whose link led here last */
	struct linked *next;
};

static void
note(struct reading *reading, const struct origin *place, const char *text)
{
	struct link_note *n = arena_alloc(reading->arena, sizeof(*n));
	struct link_note **last = &reading->notes;

	if (place)
		n->place = *place;
	n->text = text;
	while (*last)
		last = &(*last)->next;
	*last = n;
}

bool
link_is_below(const char *real, const char *root)
{
	size_t n = strlen(root);

	while (n && root[n - 1] == '/')
		n--;
	return strncmp(real, root, n) == 0 &&
	       (real[n] == '/' || real[n] == '\0');
}

/* The folder of a file, real, or NULL. */
static char *
folder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	char real[PATH_MAX];
	char *folder;

	folder = !slash ? arena_string(arena, ".")
		 : slash == path
		     ? arena_string(arena, "/")
		     : arena_copy(arena, path, (size_t)(slash - path));
	return realpath(folder, real) ? arena_string(arena, real) : NULL;
}

static bool
is_kind(const char *real, bool directory)
{
	struct stat status;

	return stat(real, &status) == 0 &&
	       (directory ? S_ISDIR(status.st_mode) : S_ISREG(status.st_mode));
}

const char *
link_find(struct reading *reading, const char *from, const char *path,
    bool directory, bool above)
{
	char *folder = folder_of(reading->arena, from);
	const char *answer = NULL;
	char real[PATH_MAX];

	if (!folder || !reading->root || !link_is_below(folder, reading->root))
		return NULL;
	for (;;) {
		const char *full = *path == '/' ? path
						: arena_printf(reading->arena,
						      "%s/%s", folder, path);
		char *slash;

		if (realpath(full, real) && is_kind(real, directory)) {
			if (link_is_below(real, reading->root))
				return arena_string(reading->arena, real);
			answer = "";
		}
		slash = strrchr(folder, '/');
		if (*path == '/' || !slash || slash == folder || !above)
			return answer;
		*slash = '\0';
		if (!link_is_below(folder, reading->root))
			return answer;
	}
}

const char *
link_spelt(struct arena *arena, const char *real)
{
	char here[PATH_MAX];

	if (getcwd(here, sizeof(here)) && link_is_below(real, here) &&
	    strlen(real) > strlen(here) + 1 && here[1])
		return arena_string(arena, real + strlen(here) + 1);
	return real;
}

static struct linked *
opened(const struct reading *reading, const char *real)
{
	struct linked *file = reading->files;

	while (file && strcmp(file->real, real) != 0)
		file = file->next;
	return file;
}

static size_t
opened_count(const struct reading *reading)
{
	size_t n = 0;

	for (const struct linked *f = reading->files; f; f = f->next)
		n++;
	return n;
}

static struct linked *
add_file(struct reading *reading, const char *real, const struct source *source)
{
	struct linked *file = arena_alloc(reading->arena, sizeof(*file));

	file->real = real;
	file->source = source;
	file->next = reading->files;
	reading->files = file;
	return file;
}

/* The file a source is; the one being linted is noted when it first asks. */
static struct linked *
linked_of(struct reading *reading, const struct source *source)
{
	struct linked *file = reading->files;
	char real[PATH_MAX];

	while (file && file->source != source)
		file = file->next;
	if (file)
		return file;
	if (!realpath(source->path, real))
		real[0] = '\0';
	return add_file(reading, arena_string(reading->arena, real), source);
}

static bool
is_cycle(const struct linked *from, const char *real)
{
	for (int depth = 0; from && depth <= DEPTH_LIMIT; depth++) {
		if (strcmp(from->real, real) == 0)
			return true;
		from = from->from;
	}
	return false;
}

static unsigned
depth_of(const struct linked *from)
{
	unsigned depth = 0;

	for (; from && depth <= DEPTH_LIMIT; from = from->from)
		depth++;
	return depth;
}

static struct linked *
open_file(struct reading *reading, const char *real, const char **why)
{
	struct linked *file;
	struct tree_problem problem;
	struct error err = { "" };
	const char *path = link_spelt(reading->arena, real);
	struct source *source =
	    source_open_edited(reading->arena, path, reading->stand_ins, &err);

	file = add_file(reading, real, source);
	if (!source)
		*why = arena_string(reading->arena, err.text);
	else if (!(file->tree = tree_read(source, &problem)))
		*why =
		    arena_printf(reading->arena, "%s: %s", path, problem.text);
	return file;
}

const struct tree **
reading_trees(const struct reading *reading, size_t *count)
{
	const struct tree **trees = arena_array(reading->arena,
	    opened_count(reading) + 1, sizeof(*trees));

	*count = 0;
	for (const struct linked *f = reading->files; f; f = f->next)
		if (f->tree)
			trees[(*count)++] = f->tree;
	return trees;
}

bool
reading_led_to(const struct reading *reading, const char *real)
{
	const struct linked *file = opened(reading, real);

	return file && file->tree;
}

/* The real path to open, or NULL with a note on place, if there is one. */
static const char *
real_of(struct reading *reading, struct source *from, const char *path,
    const struct origin *place, bool above)
{
	const char *real;

	if (!*path || strlen(path) >= PATH_MAX / 2)
		return NULL;
	real = link_find(reading, from->path, path, false, above);
	if (real && *real)
		return real;
	if (place)
		note(reading, place,
		    arena_printf(reading->arena, "%s %s", path,
			real ? "lies outside" : "is not there"));
	return NULL;
}

/* Why a file may not be opened, or NULL. */
static const char *
refusal(struct reading *reading, const struct linked *source, const char *real)
{
	if (is_cycle(source, real))
		return "leads back to itself";
	if (depth_of(source) >= DEPTH_LIMIT)
		return "is one link too deep";
	if (!opened(reading, real) && opened_count(reading) >= FILES_LIMIT)
		return "is one file too many";
	if (++reading->depth > FOLLOWED_LIMIT)
		return "is one link too many";
	return NULL;
}

static const struct tree *
follow(struct reading *reading, struct source *from, const char *path,
    const struct origin *place, bool above)
{
	struct linked *source = linked_of(reading, from), *file;
	const char *real = real_of(reading, from, path, place, above);
	const char *why = real ? refusal(reading, source, real) : NULL;

	if (why && place)
		note(reading, place,
		    arena_printf(reading->arena, "%s %s", path, why));
	if (why || !real)
		return NULL;
	file = opened(reading, real);
	if (!file && !(file = open_file(reading, real, &why))->tree && place)
		note(reading, place, why);
	if (file->tree)
		file->from = source;
	return file->tree;
}

const struct tree *
reading_link(struct reading *reading, struct source *from, const char *path,
    const struct origin *place)
{
	return follow(reading, from, path, place, true);
}

const struct tree *
reading_beside(struct reading *reading, struct source *from, const char *path,
    const struct origin *place)
{
	return follow(reading, from, path, place, false);
}

const struct source *
reading_text(struct reading *reading, struct source *from, const char *path,
    const struct origin *place)
{
	const char *real = real_of(reading, from, path, place, false);
	struct error err = { "" };
	struct linked *file;
	struct source *source;

	if (!real || ++reading->depth > FOLLOWED_LIMIT)
		return NULL;
	file = opened(reading, real);
	if (file)
		return file->source;
	if (opened_count(reading) >= FILES_LIMIT)
		return NULL;
	source = source_open_edited(reading->arena,
	    link_spelt(reading->arena, real), reading->stand_ins, &err);
	add_file(reading, real, source);
	if (!source && place)
		note(reading, place, arena_string(reading->arena, err.text));
	return source;
}
