/*
 * markers: whether any of many words occurs in a text, in one pass.
 *
 * The pairs of bytes that words begin with say how far the next word can be
 * (Wu and Manber's search).  Made by the build tool for the built-in
 * dialects, and by dialects_extend for those of a folder.
 */

#ifndef GPULINT_MARKERS_H
#define GPULINT_MARKERS_H

#include "dialect/dialect.h"

enum { MARKER_PAIRS = 4096, MARKER_LIMIT = 60000 };

struct markers {
	const char *const *words; /* by the pair that ends their window */
	size_t shortest; /* the window: so much of every word */
	const uint8_t *skip; /* by pair: how far the window may move on */
	const uint16_t *first; /* by pair: its words in words, to the next */
};

/* Of all dialects that have markers; NULL where one is a single byte, or
 * there are none or too many. */
const struct markers *markers_make(const struct dialects *dialects,
    struct arena *arena);

bool markers_occur(const struct markers *markers, const char *bytes,
    size_t size);

#endif
