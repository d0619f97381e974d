/* Tables of a folder before the built-in ones. */

#include "catalog/index.h"
#include "catalog/table.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { FILE_SIZE_LIMIT = 8 * 1024 * 1024 };

/* The bytes of a file; *bytes is NULL where there is none. */
static bool
read_file(const char *path, struct arena *arena, char **bytes, size_t *size,
    struct error *err)
{
	size_t room = 64 * 1024, n = 0;
	FILE *file = fopen(path, "rb");
	char *s = NULL;

	*bytes = NULL;
	if (file == NULL)
		return errno == ENOENT ||
		       error_set(err, "%s: %s", path, strerror(errno));
	for (;;) {
		s = arena_grow(arena, s, n, room, 1);
		n += fread(s + n, 1, room - n, file);
		if (n < room || n > FILE_SIZE_LIMIT)
			break;
		room *= 4;
	}
	if (ferror(file)) {
		error_set(err, "%s: %s", path, strerror(errno));
		fclose(file);
		return false;
	}
	fclose(file);
	if (n > FILE_SIZE_LIMIT)
		return error_set(err, "%s: over the limit of 8 MiB a table",
		    path);
	*bytes = s;
	*size = n;
	return true;
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

static bool
extend_table(const struct table *table, struct catalog *catalog,
    const char *folder, struct arena *arena, bool *extended, struct error *err)
{
	const char *path =
	    arena_printf(arena, "%s/%s.tsv", folder, table->name);
	const void *base_rows;
	size_t base_count, size = 0, count = 0;
	void *rows = NULL;
	char *bytes, *all;

	if (!read_file(path, arena, &bytes, &size, err))
		return false;
	if (bytes == NULL)
		return true;
	note_date(catalog, bytes, size);
	if (!table_read(table, path, bytes, size, arena, &rows, &count, err))
		return false;
	base_rows = table_rows(table, catalog, &base_count);
	if (count == 0)
		return true;
	all =
	    arena_grow(arena, rows, count, count + base_count, table->row_size);
	if (base_count > 0)
		memcpy(all + count * table->row_size, base_rows,
		    base_count * table->row_size);
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
	for (i = 0; i < CATALOG_TABLE_COUNT; i++)
		if (!extend_table(&catalog_tables[i], catalog, folder, arena,
			&extended, err))
			return false;
	if (extended)
		index_make(catalog, arena);
	return true;
}
