/*
 * mutate: files with bytes, words and lines changed, from a seed.
 *
 * For the fuzzers.  What comes of a seed and a list of files is always the
 * same, so that a run can be repeated.
 */

#ifndef GPULINT_MUTATE_H
#define GPULINT_MUTATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { INPUT_SIZE_LIMIT = 1 << 16, INPUTS_LIMIT = 8192 };

struct input {
	const char *path; /* of the file it was made from */
	char *bytes; /* room for INPUT_SIZE_LIMIT + 1 */
	size_t size;
};

struct inputs {
	struct input all[INPUTS_LIMIT];
	size_t count;
	uint64_t state; /* of the seed; never 0 */
};

/* Read a file; those over INPUTS_LIMIT are left out.  False with errno. */
bool inputs_add(struct inputs *inputs, const char *path);

/* A number below n, or 0. */
size_t inputs_below(struct inputs *inputs, size_t n);

/* One of the files, changed; work->bytes is room that the caller keeps. */
void inputs_pick(struct inputs *inputs, struct input *work);

/* The part of a path behind its last slash. */
const char *input_name(const struct input *input);

#endif
