#include "fix/try.h"

#include "base/names.h"
#include "fix/edit.h"
#include "fix/outcome.h"
#include "fix/rest.h"

#include "run/project.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
	TRIES_LIMIT = 200, /* of one file */
	BYTES_LIMIT = 16 * 1024 * 1024, /* that these read, after the first */
	WORKLOAD_BYTES = 4096, /* that checking a workload is worth */
	LINK_BYTES = 4096 /* that opening a linked file is */
};

/* What one fix makes of the file that it edits. */
struct trial {
	const struct file_report *file; /* where it was found */
	const struct tree *tree; /* of the edited file */
	struct stand_in in;
	char real[PATH_MAX];
};

/* What a finding and those of the same rule on keys of the same path, as in
 * several documents, are counted by: not the fingerprint, whose number moves
 * when one before it goes. */
static const char *
kind_of(struct arena *arena, const struct finding *f)
{
	return arena_printf(arena, "%s %s", f->card->name,
	    f->key_path == NULL ? "" : f->key_path);
}

/* How many findings of a report there are of each kind. */
static void
tally(struct names *counts, struct arena *arena, const struct file_report *file)
{
	memset(counts, 0, sizeof(*counts));
	for (const struct finding *f = file->findings; f != NULL; f = f->next) {
		const char *kind = kind_of(arena, f);
		size_t *count = names_get(counts, kind);

		if (count == NULL) {
			count = arena_alloc(arena, sizeof(*count));
			names_put(counts, arena, kind, count);
		}
		++*count;
	}
}

static size_t
count_of(const struct names *counts, struct arena *arena,
    const struct finding *f)
{
	const size_t *count = names_get(counts, kind_of(arena, f));

	return count == NULL ? 0 : *count;
}

/* How often a rule could not judge. */
static size_t
count_unjudged(const struct file_report *file, const struct card *card)
{
	size_t n = 0;

	for (const struct unjudged *u = file->unjudged; u != NULL; u = u->next)
		n += u->card == card;
	return n;
}

/* Nothing is new, not even advice; and the finding that was to be fixed, if
 * any, is gone, or one of its kind. */
static bool
brings_none(const struct file_report *before, const struct finding *fixed,
    const struct file_report *after)
{
	struct names had, has;
	struct arena arena;
	bool ok;

	arena_init(&arena);
	tally(&had, &arena, before);
	tally(&has, &arena, after);
	ok = fixed == NULL ||
	     count_of(&has, &arena, fixed) < count_of(&had, &arena, fixed);
	for (const struct finding *f = after->findings; ok && f != NULL;
	     f = f->next)
		ok = count_of(&has, &arena, f) <= count_of(&had, &arena, f);
	arena_release(&arena);
	return ok;
}

/* Gone, and not only out of sight. */
static bool
is_judged(const struct file_report *before, const struct finding *fixed,
    const struct file_report *after)
{
	return count_unjudged(after, fixed->card) <=
	       count_unjudged(before, fixed->card);
}

/* The tree of one of the files that a report was made from. */
static const struct tree *
tree_of(const struct file_report *file, const char *path)
{
	if (strcmp(file->tree->source->path, path) == 0)
		return file->tree;
	for (size_t i = 0; i < file->linked_count; i++)
		if (strcmp(file->linked[i]->source->path, path) == 0)
			return file->linked[i];
	return NULL;
}

static bool
holds(const struct trial *trial, const struct finding *fixed,
    const struct fix *fix, const struct file_report *after)
{
	const struct file_report *before = trial->file;
	const struct tree *edited;

	if (!after->recognised || after->problem != NULL ||
	    after->tree == NULL || before->dialect == NULL ||
	    after->dialect == NULL ||
	    strcmp(before->dialect, after->dialect) != 0)
		return false;
	edited = tree_of(after, trial->tree->source->path);
	return edited != NULL && brings_none(before, fixed, after) &&
	       is_judged(before, fixed, after) &&
	       rest_is_same(trial->tree, fix->edits, edited);
}

const struct source *
fix_source(const struct fix *fix)
{
	const struct source *source =
	    fix->edits == NULL ? NULL : fix->edits->source;

	for (const struct edit *edit = fix->edits; edit != NULL;
	     edit = edit->next)
		if (edit->source != source)
			return NULL;
	return source;
}

static bool
may_try(struct proof *proof)
{
	return proof->tries++ < TRIES_LIMIT && proof->bytes <= BYTES_LIMIT;
}

/* What reading and checking a file takes, in bytes. */
static size_t
cost_of(const struct file_report *file, size_t size)
{
	for (size_t i = 0; i < file->linked_count; i++)
		size += LINK_BYTES + file->linked[i]->source->size;
	for (const struct workload *w = file->workloads; w != NULL; w = w->next)
		size += WORKLOAD_BYTES;
	return size;
}

/* A file of the run as it would be; NULL where the tries are used up. */
static struct file_report *
lint(struct proof *proof, const struct trial *trial,
    const struct file_report *file, bool is_edited)
{
	const struct source *own = file->tree->source;
	const char *bytes = is_edited ? trial->in.bytes : own->bytes;
	size_t size = is_edited ? trial->in.size : own->size;

	if (!may_try(proof))
		return NULL;
	proof->bytes += cost_of(file, size);
	return run_try(proof->run, file, bytes, size, &trial->in);
}

/* An edit to a file that others of the run were read from too brings nothing
 * there, and is only safe if it is so for them. */
static bool
others_hold(struct proof *proof, const struct trial *trial, struct fix *fix)
{
	struct file_report *const *readers =
	    run_readers(proof->run, trial->real);

	for (; *readers != NULL; readers++) {
		const struct file_report *before = *readers;
		struct file_report *after;
		char real[PATH_MAX];
		bool ok;

		if (before == proof->of || before->tree == NULL)
			continue;
		after = lint(proof, trial, before,
		    realpath(before->path, real) != NULL &&
			strcmp(real, trial->real) == 0);
		ok = after != NULL && after->tree != NULL &&
		     brings_none(before, NULL, after);
		if (ok && !outcome_is_same(before->workloads, after->workloads))
			fix->safe = false;
		if (after != NULL)
			run_forget(proof->run, after);
		if (!ok)
			return false;
	}
	return true;
}

/* A linked file that is not linted itself: nothing may come to it. */
static bool
alone_holds(struct proof *proof, const struct trial *trial)
{
	const struct source *source = trial->tree->source;
	const struct file_report alone = { .path = source->path,
		.folder = projects_folder(proof->run->projects, source->path) };
	struct file_report *before, *after;
	bool ok;

	if (trial->tree == trial->file->tree)
		return true;
	if (!may_try(proof) || !may_try(proof))
		return false;
	proof->bytes += (size_t)2 * source->size;
	before = run_try(proof->run, &alone, source->bytes, source->size,
	    proof->made);
	after = run_try(proof->run, &alone, trial->in.bytes, trial->in.size,
	    &trial->in);
	ok = after->tree != NULL && brings_none(before, NULL, after);
	run_forget(proof->run, before);
	run_forget(proof->run, after);
	return ok;
}

/* The file of a finding with the fix's bytes in place, if all of that holds. */
static struct file_report *
try_bytes(struct proof *proof, const struct trial *trial,
    const struct finding *f, struct fix *fix)
{
	struct file_report *after =
	    lint(proof, trial, trial->file, trial->tree == trial->file->tree);

	if (after == NULL)
		return NULL;
	if (!holds(trial, f, fix, after) || !alone_holds(proof, trial) ||
	    !others_hold(proof, trial, fix)) {
		run_forget(proof->run, after);
		return NULL;
	}
	/* Whatever its author says of it. */
	if (!outcome_is_same(trial->file->workloads, after->workloads))
		fix->safe = false;
	return after;
}

struct file_report *
fix_try(struct proof *proof, const struct file_report *file,
    const struct finding *f, struct fix *fix, struct text *made)
{
	const struct source *source = fix_source(fix);
	struct file_report *after = NULL;
	struct trial trial = { .file = file };

	if (source != NULL && file->tree != NULL)
		trial.tree = tree_of(file, source->path);
	if (f->suppressed != NULL || trial.tree == NULL ||
	    trial.tree->source != source)
		return NULL;
	if (realpath(source->path, trial.real) == NULL)
		trial.real[0] = '\0';
	text_clear(made);
	if (edits_apply(source, fix->edits, made)) {
		trial.in.real = trial.real;
		trial.in.bytes = text_string(made);
		trial.in.size = made->length;
		trial.in.next = proof->made;
		after = try_bytes(proof, &trial, f, fix);
	}
	return after;
}
