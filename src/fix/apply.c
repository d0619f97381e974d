#include "fix/prove.h"

#include "fix/try.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
	APPLY_LIMIT = 100 /* fixes for one file, one after another */
};

/* What the first fix of a file that may be applied and holds makes of the
 * report; of those that make a job fit, or of the others. */
static struct file_report *
apply_first(struct proof *proof, const struct file_report *file,
    const char *path, bool unsafe, bool to_fit, struct text *made)
{
	struct file_report *after;

	for (struct finding *f = file->findings; f != NULL; f = f->next) {
		for (struct fix *fix = f->fixes; fix != NULL; fix = fix->next) {
			const struct source *source = fix_source(fix);

			if (f->is_told || (!fix->safe && !unsafe) ||
			    fix->to_fit != to_fit || source == NULL ||
			    strcmp(source->path, path) != 0)
				continue;
			after = fix_try(proof, file, f, fix, made);
			if (after != NULL && (fix->safe || unsafe))
				return after;
			if (after != NULL)
				run_forget(proof->run, after);
		}
	}
	return NULL;
}

/* Let the bytes stand for the file from now on. */
static void
keep(struct proof *proof, struct fixed *fixed, const struct text *bytes)
{
	struct arena *arena = &proof->run->arena;
	struct stand_in *in = arena_alloc(arena, sizeof(*in));
	char real[PATH_MAX];

	fixed->bytes = arena_copy(arena, bytes->s, bytes->length);
	fixed->size = bytes->length;
	in->real = realpath(fixed->source->path, real) == NULL
		       ? ""
		       : arena_string(arena, real);
	in->bytes = fixed->bytes;
	in->size = fixed->size;
	in->next = proof->made;
	proof->made = in;
}

/* All that can be done in one of the files, given by its source. */
static struct file_report *
apply_to(struct proof *proof, struct file_report *file,
    const struct source *source, bool unsafe, struct fixed *fixed)
{
	struct file_report *next;
	struct text made;
	size_t limit = APPLY_LIMIT;

	fixed->source = source;
	text_init(&made);
	while (limit-- > 0) {
		next = apply_first(proof, file, source->path, unsafe, false,
		    &made);
		if (next == NULL)
			next = apply_first(proof, file, source->path, unsafe,
			    true, &made);
		if (next == NULL)
			break;
		fixed->count++;
		keep(proof, fixed, &made);
		if (file != proof->of)
			run_forget(proof->run, file);
		file = next;
	}
	text_release(&made);
	return file;
}

struct fixed *
fix_apply(struct run *run, struct file_report *file, bool unsafe,
    struct file_report **after)
{
	struct proof proof = { .run = run, .of = file, .made = run->stand_ins };
	struct fixed *first = NULL, **last = &first;
	size_t i;

	*after = file;
	for (i = 0; i <= file->linked_count; i++) {
		const struct tree *tree =
		    i == 0 ? file->tree : file->linked[i - 1];
		struct fixed *fixed = arena_alloc(&run->arena, sizeof(*fixed));

		*after = apply_to(&proof, *after, tree->source, unsafe, fixed);
		if (fixed->count == 0)
			continue;
		*last = fixed;
		last = &fixed->next;
	}
	return first;
}
