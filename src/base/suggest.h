/* suggest: "did you mean", by edit distance with adjacent swaps. */

#ifndef GPULINT_SUGGEST_H
#define GPULINT_SUGGEST_H

#include <stddef.h>
#include <stdint.h>

enum { SUGGEST_LONGEST = 64 };

/* A word as it is compared. */
struct suggest_word {
	const char *text;
	char squeezed[SUGGEST_LONGEST];
	size_t length;
	uint64_t characters;
};

/* The best of many candidates, offered one at a time. */
struct suggest {
	const char *best; /* NULL while nothing is near */
	size_t distance; /* of best */
	struct suggest_word wanted;
};

void suggest_init(struct suggest *suggest, const char *wanted);

/* Case, spaces, - and _ do not count.  Near: at most a third of the letters
 * differ, and at most three. */
void suggest_offer(struct suggest *suggest, const char *candidate);

/* The same for a candidate that is offered again and again. */
void suggest_word_init(struct suggest_word *word, const char *text);
void suggest_offer_word(struct suggest *suggest,
    const struct suggest_word *candidate);

#endif
