/* suggest: "did you mean", by edit distance with adjacent swaps. */

#ifndef GPULINT_SUGGEST_H
#define GPULINT_SUGGEST_H

#include <stddef.h>
#include <stdint.h>

enum { SUGGEST_LONGEST = 64 };

/* The best of many candidates, offered one at a time. */
struct suggest {
	const char *best; /* NULL while nothing is near */
	size_t distance; /* of best */
	char wanted[SUGGEST_LONGEST]; /* as it is compared */
	size_t length;
	uint64_t characters;
};

void suggest_init(struct suggest *suggest, const char *wanted);

/* Case, spaces, - and _ do not count.  Near: at most a third of the letters
 * differ, and at most three. */
void suggest_offer(struct suggest *suggest, const char *candidate);

#endif
