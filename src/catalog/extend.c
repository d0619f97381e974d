/* Tables of a folder before the built-in ones. */

#include "base/suggest.h"
#include "catalog/index.h"
#include "catalog/table.h"
#include "read/source.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A slip in a table's name would silently bring no rows. */
static bool
know_names(const char *folder, struct error *err)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	bool ok = true;
	size_t i;

	while (ok && dir != NULL && (entry = readdir(dir)) != NULL) {
		const char *dot = strrchr(entry->d_name, '.');
		struct suggest near;
		char name[32];

		if (dot == NULL || strcmp(dot, ".tsv") != 0 ||
		    (size_t)(dot - entry->d_name) >= sizeof(name))
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)(dot - entry->d_name),
		    entry->d_name);
		if (table_by_name(name) != NULL)
			continue;
		suggest_init(&near, name);
		for (i = 0; i < CATALOG_TABLE_COUNT; i++)
			suggest_offer(&near, catalog_tables[i].name);
		if (near.best != NULL)
			ok = error_set(err,
			    "%s/%s: no such table; did you mean %s.tsv?",
			    folder, entry->d_name, near.best);
	}
	if (dir != NULL)
		closedir(dir);
	return ok;
}

/* Tables say in their comments when their sources were read. */
static void
note_date(struct catalog *catalog, const char *bytes, size_t size)
{
	static const char word[] = "Read ";
	const size_t length = sizeof(catalog->read_on) - 1;
	const char *at = bytes, *end = bytes + size, *lf, *date;

	for (; at < end && *at == '#'; at = lf + 1) {
		lf = memchr(at, '\n', (size_t)(end - at));
		if (lf == NULL)
			return;
		date = memmem(at, (size_t)(lf - at), word, strlen(word));
		if (date == NULL)
			continue;
		date += strlen(word);
		if ((size_t)(lf - date) >= length &&
		    strspn(date, "0123456789-") >= length &&
		    memcmp(date, catalog->read_on, length) > 0)
			memcpy(catalog->read_on, date, length);
	}
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* GPUs, models and families are one row each: a row takes the place of the one
 * of its name.  Other tables have several rows under one name. */
static size_t
without_replaced(const struct table *table, const void *rows, size_t count,
    char *base, size_t base_count, struct arena *arena)
{
	const struct column *name = &table->columns[0];
	const char **names = arena_array(arena, count, sizeof(*names));
	size_t i, kept = 0, size = table->row_size;

	if (strcmp(table->name, "gpus") != 0 &&
	    strcmp(table->name, "models") != 0 &&
	    strcmp(table->name, "families") != 0)
		return base_count;
	for (i = 0; i < count; i++)
		names[i] = column_text(name, (const char *)rows + i * size);
	qsort(names, count, sizeof(*names), by_text);
	for (i = 0; i < base_count; i++) {
		const char *old = column_text(name, base + i * size);

		if (bsearch(&old, names, count, sizeof(*names), by_text) ==
		    NULL)
			memmove(base + kept++ * size, base + i * size, size);
	}
	return kept;
}

static bool
extend_table(const struct table *table, struct catalog *catalog,
    const char *folder, struct arena *arena, bool *extended, struct error *err)
{
	const char *path =
	    arena_printf(arena, "%s/%s.tsv", folder, table->name);
	const struct source *source;
	const void *base_rows;
	size_t base_count, count = 0;
	void *rows = NULL;
	char *all;

	if (access(path, F_OK) != 0 && errno == ENOENT)
		return true;
	source = source_open(arena, path, err);
	if (source == NULL)
		return false;
	note_date(catalog, source->bytes, source->size);
	if (!table_read(table, path, source->bytes, source->size, arena, &rows,
		&count, err))
		return false;
	base_rows = table_rows(table, catalog, &base_count);
	if (count == 0)
		return true;
	all =
	    arena_grow(arena, rows, count, count + base_count, table->row_size);
	if (base_count > 0)
		memcpy(all + count * table->row_size, base_rows,
		    base_count * table->row_size);
	base_count = without_replaced(table, all, count,
	    all + count * table->row_size, base_count, arena);
	table_set_rows(table, catalog, all, count + base_count);
	*extended = true;
	return true;
}

bool
catalog_extend(struct catalog *catalog, const struct catalog *base,
    const char *folder, struct arena *arena, struct error *err)
{
	bool extended = false;
	size_t i;

	*catalog = *base;
	if (!know_names(folder, err))
		return false;
	for (i = 0; i < CATALOG_TABLE_COUNT; i++)
		if (!extend_table(&catalog_tables[i], catalog, folder, arena,
			&extended, err))
			return false;
	if (extended)
		index_make(catalog, arena);
	return true;
}
