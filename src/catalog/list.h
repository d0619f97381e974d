/*
 * list: rows of the catalogue for people and for programs.
 *
 * Text fits 100 columns; a name that is too long for its column pushes the
 * rest of its line.  JSON has every column: lists as arrays, what is not
 * known as null.
 */

#ifndef GPULINT_LIST_H
#define GPULINT_LIST_H

#include "base/text.h"
#include "catalog/table.h"

void list_gpus(struct text *out, const void *const *rows, size_t count);
void list_models(struct text *out, const void *const *rows, size_t count);

/* Every filled column of one row, a line each, wrapped. */
void list_details(struct text *out, const struct table *table, const void *row);

/* {"schema":"gpulint-TABLE/1","TABLE":[{...}]} */
void list_json(struct text *out, const struct table *table,
    const void *const *rows, size_t count);

#endif
