/*
 * table: rows of tab separated text, typed by a list of columns.
 *
 * The reader of rules/catalog/<name>.tsv, for the build tool and for folders
 * given at run time.  A table starts with comments (# ...), then a line of
 * column names in any order, then a row a line; cells are split on TAB only,
 * nothing is quoted.  The first column of the schema and `source` must be
 * there and filled; other columns may be missing.  Empty cells are NULL or 0,
 * and those at a row's end may be left out.
 */

#ifndef GPULINT_TABLE_H
#define GPULINT_TABLE_H

#include "catalog/catalog.h"

enum column_kind {
	COLUMN_TEXT, /* const char * */
	COLUMN_NUMBER, /* double */
	COLUMN_FLAG /* bool: "yes" or empty */
};

struct column {
	const char *name;
	enum column_kind kind;
	size_t offset; /* of the member in the row's struct */
};

struct table {
	const char *name; /* "gpus": of the file */
	const char *type; /* "gpu": of the struct */
	size_t row_size;
	size_t rows_offset, count_offset; /* of the members of struct catalog */
	const struct column *columns;
	size_t column_count;
};

enum { CATALOG_TABLE_COUNT = 11, TABLE_ROW_LIMIT = 100000 };

extern const struct table catalog_tables[CATALOG_TABLE_COUNT];

const struct table *table_by_name(const char *name);
const struct column *table_column(const struct table *table, const char *name);

/* The rows of a text.  path is for messages: "PATH:LINE: what". */
bool table_read(const struct table *table, const char *path, const char *bytes,
    size_t size, struct arena *arena, void **rows, size_t *count,
    struct error *err);

/* A table's rows within a catalogue. */
const void *table_rows(const struct table *table, const struct catalog *catalog,
    size_t *count);

/* Put rows in the place of a catalogue's. */
void table_set_rows(const struct table *table, struct catalog *catalog,
    const void *rows, size_t count);

/* A member of a row; the text of a flag is "yes" or NULL. */
const char *column_text(const struct column *column, const void *row);
double column_number(const struct column *column, const void *row);

#endif
