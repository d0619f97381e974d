/*
 * name: hardware and model names as people spell them.
 *
 * For the look-ups of the catalogue.  Nothing is allocated.
 */

#ifndef GPULINT_NAME_H
#define GPULINT_NAME_H

#include <stdbool.h>
#include <stddef.h>

enum { NAME_LIMIT = 96 };

/* Lower case without spaces, - and _: what names are compared by. */
struct name {
	char s[NAME_LIMIT];
	size_t length; /* 0 for a name that is longer than the limit */
};

struct name name_squeeze(const char *s, size_t length);

/* Without prefix where it has it; true where it had. */
bool name_drop_prefix(struct name *name, const char *prefix);

/*
 * The items of a cell, separated by ';'.
 *
 *	struct items it = { cell, 0 };
 *	while (items_next(&it)) use it.s, it.length
 */
struct items {
	const char *s;
	size_t length;
};

bool items_next(struct items *it);

#endif
