/* demands: values of facts that want a compute capability. */

#ifndef GPULINT_CUDA_DEMANDS_H
#define GPULINT_CUDA_DEMANDS_H

#include "plugin.h"

struct demand {
	const char *fact, *value;
	const char *engine; /* only under this serve.engine; NULL: any */
	const char *written; /* only where spelt so; NULL: however */
	bool training; /* not in serving */
	bool stated; /* only where the file says it itself */
	const char *minimum; /* compute capability */
	const char *only; /* those and no others; NULL: and later */
	const char *what, *instead;
	const char *to; /* the value that helps; NULL: none does */
	bool safe; /* with the same result */
	enum gpulint_severity severity;
	const char *until; /* of earlier releases alone, where that is known */
	bool mixture; /* only of models with experts, or scaled in blocks */
};

/* The i-th, those of one fact behind each other, the sterner first; NULL past
 * the last. */
const struct demand *demand_at(size_t i);

/* Whether what a fact says asks for more than a compute capability has: what
 * unsupported-dtype tells of (unsupported_dtype.c). */
bool demand_refuses(struct gpulint_pass *pass, const char *fact,
    const char *compute);

#endif
