#include "fix/prove.h"

#include "fix/edit.h"
#include "fix/outcome.h"
#include "fix/rest.h"

#include <string.h>

enum {
	APPLY_LIMIT = 100, /* fixes for one file, one after another */
	TRIES_LIMIT = 200, /* of one file */
	FINDINGS_LIMIT =
	    500, /* each is compared with each: more are not fixed */
	BYTES_LIMIT = 16 * 1024 * 1024 /* that these read, after the first */
};

/* A file whose fixes are tried: each costs as much as linting it. */
struct proof {
	struct run *run;
	size_t tries, bytes;
};

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

/* How often a rule could not judge. */
static size_t
count_unjudged(const struct file_report *file, const struct card *card)
{
	size_t n = 0;

	for (const struct unjudged *u = file->unjudged; u != NULL; u = u->next)
		n += u->card == card;
	return n;
}

/* The finding is gone, one of its kind at least, and nothing is new, not even
 * advice; gone, and not only out of sight. */
static bool
is_gone(const struct file_report *before, const struct finding *fixed,
    const struct file_report *after)
{
	if (count(after->findings, fixed) >= count(before->findings, fixed))
		return false;
	for (const struct finding *f = after->findings; f != NULL; f = f->next)
		if (count(after->findings, f) > count(before->findings, f))
			return false;
	return count_unjudged(after, fixed->card) <=
	       count_unjudged(before, fixed->card);
}

static bool
holds(const struct file_report *before, const struct finding *fixed,
    const struct fix *fix, const struct file_report *after)
{
	return after->recognised && after->problem == NULL &&
	       after->tree != NULL && before->dialect != NULL &&
	       after->dialect != NULL &&
	       strcmp(before->dialect, after->dialect) == 0 &&
	       is_gone(before, fixed, after) &&
	       rest_is_same(before->tree, fix->edits, after->tree);
}

/* Edits in other files than the linted one are not offered. */
static bool
stays_in_file(const struct fix *fix, const struct file_report *file)
{
	for (const struct edit *edit = fix->edits; edit != NULL;
	     edit = edit->next) {
		if (file->tree == NULL || edit->source != file->tree->source)
			return false;
	}
	return fix->edits != NULL;
}

static bool
has_many(const struct finding *f)
{
	size_t n = 0;

	for (; f != NULL && n <= FINDINGS_LIMIT; f = f->next)
		n++;
	return n > FINDINGS_LIMIT;
}

/* The file as a fix leaves it, linted; NULL where it does not hold, or the
 * tries are used up. */
static struct file_report *
try(struct proof *proof, const struct file_report *file,
    const struct finding *f, struct fix *fix)
{
	struct file_report *after = NULL;
	struct text bytes;

	if (f->suppressed != NULL || has_many(file->findings) ||
	    !stays_in_file(fix, file) || proof->tries++ >= TRIES_LIMIT ||
	    proof->bytes > BYTES_LIMIT)
		return NULL;
	text_init(&bytes);
	if (edits_apply(file->tree->source, fix->edits, &bytes))
		after = run_try(proof->run, file, text_string(&bytes),
		    bytes.length);
	proof->bytes += bytes.length;
	text_release(&bytes);
	if (after == NULL)
		return NULL;
	if (!holds(file, f, fix, after)) {
		run_forget(proof->run, after);
		return NULL;
	}
	/* Whatever its author says of it. */
	if (!outcome_is_same(file->workloads, after->workloads))
		fix->safe = false;
	return after;
}

void
fix_prove(struct run *run, struct file_report *file)
{
	struct proof proof = { .run = run };

	for (struct finding *f = file->findings; f != NULL; f = f->next) {
		struct fix **at = &f->fixes;

		while (*at != NULL) {
			struct file_report *after = try(&proof, file, f, *at);

			(*at)->proven = after != NULL;
			if (after != NULL)
				run_forget(run, after);
			if ((*at)->proven)
				at = &(*at)->next;
			else
				*at = (*at)->next;
		}
	}
}

/* What the first fix that may be applied and holds makes of the file. */
static struct file_report *
apply_first(struct proof *proof, const struct file_report *file, bool unsafe,
    const struct fix **applied)
{
	struct file_report *after;

	for (struct finding *f = file->findings; f != NULL; f = f->next) {
		for (struct fix *fix = f->fixes; fix != NULL; fix = fix->next) {
			if (!fix->safe && !unsafe)
				continue;
			after = try(proof, file, f, fix);
			if (after != NULL && (fix->safe || unsafe)) {
				*applied = fix;
				return after;
			}
			if (after != NULL)
				run_forget(proof->run, after);
		}
	}
	return NULL;
}

size_t
fix_apply(struct run *run, struct file_report *file, bool unsafe,
    struct text *out, struct file_report **after)
{
	struct proof proof = { .run = run };
	struct file_report *next;
	const struct fix *fix;
	size_t applied = 0;

	*after = file;
	while (applied < APPLY_LIMIT &&
	       (next = apply_first(&proof, *after, unsafe, &fix)) != NULL) {
		text_clear(out);
		edits_apply((*after)->tree->source, fix->edits, out);
		if (*after != file)
			run_forget(run, *after);
		*after = next;
		applied++;
	}
	if (*after != file)
		fix_prove(run, *after);
	return applied;
}
