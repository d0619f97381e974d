/*
 * error: why an operation stopped, in one sentence.
 *
 * For every room of the engine.  A function that can fail returns bool and
 * takes a struct error; the first reason given stays, so that a caller may
 * add context only where nothing was said.  The text reads "place: what",
 * without "failed to", and is printed by main alone.
 */

#ifndef GPULINT_ERROR_H
#define GPULINT_ERROR_H

#include <stdbool.h>

struct error {
	char text[512]; /* "" as long as nothing went wrong */
};

/* Note the reason unless one is there already; err may be NULL.
 * Always false, so that `return error_set(err, ...)` is the whole idiom. */
bool error_set(struct error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
