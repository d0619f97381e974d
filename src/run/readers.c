/* Which files of a run were read from which. */

#include "run/run.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	const char *real; /* of the file that was read */
	struct file_report *file; /* for which it was */
};

/* By real path; files of one path stand together in `files`. */
struct readers {
	struct reader *all;
	struct file_report **files; /* NULL behind those of each path */
	size_t *starts; /* of each reader's path in files */
	size_t count;
};

static int
compare(const void *a, const void *b)
{
	const struct reader *x = a, *y = b;

	return strcmp(x->real, y->real);
}

static void
add(struct run *run, struct readers *readers, const char *path,
    struct file_report *file)
{
	char real[PATH_MAX];

	if (realpath(path, real) == NULL)
		return;
	readers->all[readers->count].real = arena_string(&run->arena, real);
	readers->all[readers->count++].file = file;
}

static struct readers *
gather(struct run *run)
{
	struct readers *readers = arena_alloc(&run->arena, sizeof(*readers));
	size_t room = 1;

	for (const struct file_report *f = run->files; f != NULL; f = f->next)
		room += 1 + f->linked_count;
	readers->all = arena_array(&run->arena, room, sizeof(*readers->all));
	for (struct file_report *f = run->files; f != NULL; f = f->next) {
		if (f->tree == NULL)
			continue;
		add(run, readers, f->path, f);
		for (size_t i = 0; i < f->linked_count; i++)
			add(run, readers, f->linked[i]->source->path, f);
	}
	qsort(readers->all, readers->count, sizeof(*readers->all), compare);
	return readers;
}

/* Two places for each: the file, and the end of its list. */
static void
list(struct run *run, struct readers *readers)
{
	size_t n = 0;

	readers->files = arena_array(&run->arena, 2 * readers->count + 1,
	    sizeof(*readers->files));
	readers->starts = arena_array(&run->arena, readers->count + 1,
	    sizeof(*readers->starts));
	for (size_t i = 0; i < readers->count; i++) {
		bool is_first = i == 0 || compare(&readers->all[i - 1],
					      &readers->all[i]) != 0;

		if (is_first && i > 0)
			n++;
		readers->starts[i] = is_first ? n : readers->starts[i - 1];
		readers->files[n++] = readers->all[i].file;
	}
}

struct file_report *const *
run_readers(struct run *run, const char *real)
{
	static struct file_report *const nobody[] = { NULL };
	struct reader wanted = { .real = real };
	const struct reader *found;

	if (run->readers == NULL) {
		run->readers = gather(run);
		list(run, run->readers);
	}
	found = run->readers->count == 0
		    ? NULL
		    : bsearch(&wanted, run->readers->all, run->readers->count,
			  sizeof(wanted), compare);
	if (found == NULL)
		return nobody;
	return run->readers->files +
	       run->readers->starts[found - run->readers->all];
}
