#include "fix/prove.h"

#include "fix/edit.h"

#include <string.h>

enum { APPLY_LIMIT = 100 }; /* fixes for one file, one after another */

static bool
is_same(const struct finding *a, const struct finding *b)
{
	return a->card == b->card &&
	       strcmp(a->fingerprint, b->fingerprint) == 0;
}

/* How many findings of the list are this one. */
static size_t
count(const struct finding *list, const struct finding *wanted)
{
	size_t n = 0;

	for (const struct finding *f = list; f != NULL; f = f->next)
		n += is_same(f, wanted);
	return n;
}

/* The finding is gone, one of its kind at least, and nothing is new. */
static bool
holds(const struct finding *before, const struct finding *fixed,
    const struct finding *after)
{
	if (count(after, fixed) >= count(before, fixed))
		return false;
	for (const struct finding *f = after; f != NULL; f = f->next) {
		if (count(after, f) > count(before, f))
			return false;
	}
	return true;
}

/* The file as the edits leave it, linted; NULL where they do not apply. */
static struct file_report *
lint_edited(struct run *run, const struct file_report *file,
    const struct fix *fix)
{
	struct file_report *after = NULL;
	struct text bytes;

	text_init(&bytes);
	if (fix->edits != NULL &&
	    edits_apply(fix->edits->source, fix->edits, &bytes))
		after = run_try(run, file, text_string(&bytes), bytes.length);
	text_release(&bytes);
	return after;
}

/* Edits in other files than the linted one are not offered. */
static bool
stays_in_file(const struct fix *fix, const struct source *source)
{
	for (const struct edit *edit = fix->edits; edit != NULL;
	     edit = edit->next) {
		if (edit->source != source)
			return false;
	}
	return fix->edits != NULL;
}

void
fix_prove(struct run *run, struct file_report *file)
{
	for (struct finding *f = file->findings; f != NULL; f = f->next) {
		struct fix **at = &f->fixes;

		while (*at != NULL) {
			struct fix *fix = *at;
			struct file_report *after =
			    stays_in_file(fix, f->source)
				? lint_edited(run, file, fix)
				: NULL;

			fix->proven = after != NULL && after->recognised &&
				      after->problem == NULL &&
				      holds(file->findings, f, after->findings);
			if (fix->proven)
				at = &fix->next;
			else
				*at = fix->next;
		}
	}
}

static const struct fix *
first_fix(const struct file_report *file, bool unsafe)
{
	for (const struct finding *f = file->findings; f != NULL; f = f->next) {
		for (const struct fix *fix = f->fixes;
		     f->suppressed == NULL && fix != NULL; fix = fix->next) {
			if (fix->proven && (fix->safe || unsafe))
				return fix;
		}
	}
	return NULL;
}

size_t
fix_apply(struct run *run, struct file_report *file, bool unsafe,
    struct text *out, struct file_report **after)
{
	const struct fix *fix;
	size_t applied = 0;

	*after = file;
	while (applied < APPLY_LIMIT &&
	       (fix = first_fix(*after, unsafe)) != NULL) {
		struct file_report *next = lint_edited(run, *after, fix);

		text_clear(out);
		edits_apply(fix->edits->source, fix->edits, out);
		*after = next;
		fix_prove(run, next);
		applied++;
	}
	return applied;
}
