/* Fixes of gpulint check: tried, printed as patches, written. */

#include "cli/cli.h"

#include "fix/diff.h"
#include "fix/prove.h"
#include "fix/write.h"
#include "run/project.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* A file as it was before any fix, and as the last one left it. */
struct patch {
	const struct source *source;
	const struct fixed *last;
	struct patch *next;
};

struct fixing {
	const struct cli *cli;
	struct run *run;
	struct patch *patches, **last; /* of --diff */
	size_t count; /* of fixes */
};

static bool
has_fixes(const struct file_report *file)
{
	for (const struct finding *f = file->findings; f != NULL; f = f->next) {
		if (f->fixes != NULL && !f->is_told)
			return true;
	}
	return false;
}

/* What was read from the file is to be read again. */
static void
mark_readers(struct run *run, const char *path)
{
	struct file_report *const *reader;
	char real[PATH_MAX];

	if (realpath(path, real) == NULL)
		return;
	for (reader = run_readers(run, real); *reader != NULL; reader++)
		(*reader)->stale = true;
}

/* In the order of the list, until one cannot be: the next were proven with
 * it.  False where one was not written. */
static bool
write_all(struct fixing *fixing, const struct file_report *file,
    const struct fixed *fixed)
{
	struct error err = { "" };

	for (; fixed != NULL; fixed = fixed->next) {
		if (!write_atomic(fixed->source, file->folder->root,
			fixed->bytes, fixed->size, &err)) {
			run_complain(fixing->run, err.text);
			return false;
		}
		fixing->count += fixed->count;
		mark_readers(fixing->run, fixed->source->path);
	}
	return true;
}

static struct patch *
patch_of(struct fixing *fixing, const struct source *source)
{
	struct patch *patch = fixing->patches;

	while (patch != NULL && strcmp(patch->source->path, source->path) != 0)
		patch = patch->next;
	if (patch == NULL) {
		patch = arena_alloc(&fixing->run->arena, sizeof(*patch));
		patch->source = source;
		*fixing->last = patch;
		fixing->last = &patch->next;
	}
	return patch;
}

/* The files that come are read as if it were written. */
static void
pretend(struct fixing *fixing, const struct fixed *fixed)
{
	struct arena *arena = &fixing->run->arena;
	char real[PATH_MAX];

	for (; fixed != NULL; fixed = fixed->next) {
		struct stand_in *in = arena_alloc(arena, sizeof(*in));

		patch_of(fixing, fixed->source)->last = fixed;
		fixing->count += fixed->count;
		mark_readers(fixing->run, fixed->source->path);
		if (realpath(fixed->source->path, real) == NULL)
			continue;
		in->real = arena_string(arena, real);
		in->bytes = fixed->bytes;
		in->size = fixed->size;
		in->next = fixing->run->stand_ins;
		fixing->run->stand_ins = in;
	}
}

static void
fix_file(struct fixing *fixing, struct file_report *file)
{
	struct file_report *after;
	const struct fixed *fixed;

	fixed = fix_apply(fixing->run, file, fixing->cli->unsafe_fixes, &after);
	if (fixed == NULL)
		return;
	if (fixing->cli->diff) {
		pretend(fixing, fixed);
	} else if (write_all(fixing, file, fixed)) {
		run_settle(file, after);
		file->stale = false;
		fix_prove(fixing->run, file);
	}
}

static void
print_patches(const struct fixing *fixing, struct text *out)
{
	const struct patch *patch;

	for (patch = fixing->patches; patch != NULL; patch = patch->next)
		diff_unified(out, patch->source->path, patch->source->bytes,
		    patch->source->size, patch->last->bytes, patch->last->size);
}

/* Files that were linked to one that changed after their turn. */
static void
read_again(struct run *run)
{
	for (struct file_report *f = run->files; f != NULL; f = f->next) {
		if (!f->stale)
			continue;
		run_again(run, f);
		fix_prove(run, f);
	}
	run_recount(run);
}

size_t
cli_fix(const struct cli *cli, struct run *run, struct text *out)
{
	struct fixing fixing = { .cli = cli, .run = run };

	fixing.last = &fixing.patches;
	run_recount(run);
	for (struct file_report *f = run->files; f != NULL; f = f->next) {
		if (f->stale)
			run_again(run, f);
		if (f->tree == NULL || !has_fixes(f))
			continue;
		fix_prove(run, f);
		if (cli->fix || cli->diff)
			fix_file(&fixing, f);
	}
	if (cli->diff)
		print_patches(&fixing, out);
	else if (fixing.count > 0)
		read_again(run);
	return fixing.count;
}
