/*
 * names: things found at once by their name.
 *
 * For lists that grow with what people hand in, where a search from end to
 * end would cost the square of it.  {0} is empty; the arena owns the table,
 * the caller names and things.
 */

#ifndef GPULINT_NAMES_H
#define GPULINT_NAMES_H

#include "base/arena.h"

#include <stdint.h>

struct name_slot {
	const char *name; /* NULL: free */
	void *thing;
};

struct names {
	struct name_slot *slots; /* a power of two of them */
	size_t room, count;
};

/* The name, from now on, means the thing. */
void names_put(struct names *names, struct arena *arena, const char *name,
    void *thing);

/* NULL for a name that nobody put there. */
void *names_get(const struct names *names, const char *name);

/* Where to look first for a name, in a table of any kind. */
uint32_t names_hash(const char *name);

#endif
