/*
 * index: the names of a catalogue, made comparable once and sorted.
 *
 * Made by the build tool for the built-in tables, and by catalog_extend for
 * those of a folder.  The answer to a look-up is the first row that a linear
 * search would find.
 */

#ifndef GPULINT_INDEX_H
#define GPULINT_INDEX_H

#include "catalog/catalog.h"

enum { INDEX_LOWER_LIMIT = 512 };

/* What a name of a row is. */
enum name_kind {
	NAME_WHOLE, /* as it is written in some column */
	NAME_PART /* a GPU's without size and form, a model's without endings */
};

/* Make the names of the rows that the catalogue has. */
void index_make(struct catalog *catalog, struct arena *arena);

/*
 * The names equal to s, which is folded as the index is, by row:
 *
 *	const struct catalog_name *at = index_find(names, s, length, &count);
 */
const struct catalog_name *index_find(const struct catalog_names *names,
    const char *s, size_t length, size_t *count);

/* The first row of that name and kind, NAME_PART for either; SIZE_MAX. */
size_t index_first(const struct catalog_names *names, const char *s,
    size_t length, enum name_kind kind);

/* The same of a model's stem with a version behind it: "NAME-v0.1". */
size_t index_version(const struct catalog_names *names, const char *s,
    size_t length);

/* Ids and instances in lower case.  The length, or 0 for one over the limit,
 * which no row is found by. */
size_t index_lower(const char *s, size_t length, char out[INDEX_LOWER_LIMIT]);

#endif
