/*
 * levers: what could be changed so that a job needs less.  Only for this room.
 *
 * The safe ones come first, in the order of what they cost; then those that
 * change what is trained or served.  A lever has steps, each of one or more
 * changes that belong together, a later step in place of an earlier one.
 */

#ifndef GPULINT_MEMORY_LEVERS_H
#define GPULINT_MEMORY_LEVERS_H

#include "memory/memory.h"

enum { LEVER_LIMIT = 12, STEP_LIMIT = 8, STEP_CHANGES = 2 };

struct step {
	struct change changes[STEP_CHANGES];
	size_t count;
};

struct lever {
	struct step steps[STEP_LIMIT];
	size_t count;
};

struct levers {
	struct lever rows[LEVER_LIMIT];
	size_t count;
	size_t safe; /* the first so many */
};

void levers_list(struct levers *levers, const struct workload *w,
    const struct catalog *catalog);

/* Leave out the steps of which `may` forbids a change; NULL forbids none. */
void levers_keep(struct levers *levers,
    bool (*may)(const void *context, enum fact_id id, const struct fact *value),
    const void *context);

#endif
