/*
 * packing: what the name of a model says of how its weights are packed.
 */

#ifndef GPULINT_PACKING_H
#define GPULINT_PACKING_H

#include <stdbool.h>

struct packing {
	const char *method; /* a value of quant.method */
	double bits; /* 0: not said */
};

/* True for a name with a word in it that only packed weights have. */
bool packing_is_named(const char *id);

/* How, where its words leave one answer.  whose: the name of the row that it
 * was found by, for endings that one publisher alone means so. */
bool packing_of_name(const char *id, const char *whose,
    struct packing *packing);

#endif
