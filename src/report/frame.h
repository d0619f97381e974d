/*
 * frame: lines of a source with marks under the places that matter.
 *
 *	    |
 *	  3 | base_model: meta-llama/Llama-3.1-8B
 *	    |             ----------------------- weights 15.0 GiB
 *	...
 *	  7 | micro_batch_size: 4
 *	    |                   ^ activations 7.9 GiB
 *
 * Marks stand under the columns a terminal shows: tabs, wide characters and
 * what replaces control characters are counted.  A line that is too long is
 * cut around the mark.
 */

#ifndef GPULINT_FRAME_H
#define GPULINT_FRAME_H

#include "report/paint.h"

struct label {
	struct source *source;
	struct span span;
	const char *message; /* or NULL */
	bool is_primary; /* marked ^^^ and not --- */
	uint32_t line, column; /* filled by frame_write */
	size_t order; /* of its source, filled by frame_write */
};

/* The places in one frame, the first label's file first; each other file
 * under its own name.  paint is the colour of the primary marks. */
void frame_write(struct text *out, struct label *labels, size_t count,
    enum paint paint, const struct style *style);

#endif
