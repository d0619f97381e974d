/*
 * linehash: what GitHub's upload action calls primaryLocationLineHash.
 *
 * It tells whether an alert is the same one after lines have moved.  The
 * action computes it where a report lacks it, the REST interface does not,
 * and then shows each alert twice: so it is computed here in the same way
 * (github/codeql-action, src/fingerprints.ts).
 */

#ifndef GPULINT_LINEHASH_H
#define GPULINT_LINEHASH_H

#include "base/arena.h"
#include "base/text.h"
#include "read/source.h"

struct linehash {
	uint64_t hash;
	uint32_t line, ordinal; /* which of the lines with that hash, from 1 */
};

struct linehashes {
	struct linehash *lines; /* in the order of the lines */
	size_t count;
};

/* The hashes of all lines. */
void linehashes_make(struct linehashes *hashes, const struct source *source,
    struct arena *arena);

/* "39fa2ee980eb94b0:1"; nothing for a line that is not there. */
void linehash_add(struct text *out, const struct linehashes *hashes,
    uint32_t line);

#endif
