/* Tab separated text to rows. */

#include "catalog/table.h"

#include "base/number.h"
#include "base/suggest.h"

#include <string.h>

enum { CELL_LIMIT = 64 };

struct reader {
	const struct table *table;
	const char *path;
	const char *at, *end;
	unsigned long line;
	const struct column *columns[CELL_LIMIT]; /* by position */
	size_t cells;
	struct arena *arena;
	struct error *err;
};

struct line {
	const char *s;
	size_t length;
};

/* The next line that is neither empty nor a comment. */
static bool
next_line(struct reader *r, struct line *line)
{
	while (r->at < r->end) {
		size_t rest = (size_t)(r->end - r->at);
		const char *lf = memchr(r->at, '\n', rest);

		line->s = r->at;
		line->length = lf != NULL ? (size_t)(lf - r->at) : rest;
		r->at += line->length + (lf != NULL ? 1 : 0);
		r->line++;
		if (line->length > 0 && line->s[line->length - 1] == '\r')
			line->length--;
		if (line->length > 0 && line->s[0] != '#')
			return true;
	}
	return false;
}

/* Take the first cell off a line. */
static struct line
take_cell(struct line *line)
{
	const char *tab = memchr(line->s, '\t', line->length);
	struct line cell = *line;

	if (tab == NULL) {
		line->s += line->length;
		line->length = 0;
		return cell;
	}
	cell.length = (size_t)(tab - line->s);
	line->s = tab + 1;
	line->length -= cell.length + 1;
	return cell;
}

static bool
refuse_column(struct reader *r, const char *name)
{
	struct suggest suggest;
	size_t i;

	suggest_init(&suggest, name);
	for (i = 0; i < r->table->column_count; i++)
		suggest_offer(&suggest, r->table->columns[i].name);
	if (suggest.best != NULL)
		return error_set(r->err,
		    "%s:%lu: unknown column \"%s\"; did you mean \"%s\"?",
		    r->path, r->line, name, suggest.best);
	return error_set(r->err, "%s:%lu: unknown column \"%s\"", r->path,
	    r->line, name);
}

static bool
has_column(const struct reader *r, const struct column *column)
{
	size_t i;

	for (i = 0; i < r->cells; i++)
		if (r->columns[i] == column)
			return true;
	return false;
}

static bool
read_header(struct reader *r, struct line line)
{
	const struct column *source = table_column(r->table, "source");
	bool more = true;

	while (more) {
		const struct column *column;
		struct line cell;
		char *name;

		more = memchr(line.s, '\t', line.length) != NULL;
		cell = take_cell(&line);
		name = arena_copy(r->arena, cell.s, cell.length);
		column = table_column(r->table, name);
		if (column == NULL)
			return refuse_column(r, name);
		if (has_column(r, column))
			return error_set(r->err,
			    "%s:%lu: column \"%s\" is there twice", r->path,
			    r->line, name);
		if (r->cells == CELL_LIMIT)
			return error_set(r->err, "%s:%lu: over %d columns",
			    r->path, r->line, CELL_LIMIT);
		r->columns[r->cells++] = column;
	}
	if (!has_column(r, &r->table->columns[0]))
		return error_set(r->err, "%s:%lu: no column \"%s\"", r->path,
		    r->line, r->table->columns[0].name);
	if (!has_column(r, source))
		return error_set(r->err, "%s:%lu: no column \"source\"",
		    r->path, r->line);
	return true;
}

static bool
read_cell(struct reader *r, const struct column *column, struct line cell,
    char *row)
{
	const bool flag = true;
	double number;
	char *text;

	if (cell.length == 0)
		return true;
	if (memchr(cell.s, '\0', cell.length) != NULL)
		return error_set(r->err, "%s:%lu: column \"%s\" has a NUL byte",
		    r->path, r->line, column->name);
	text = arena_copy(r->arena, cell.s, cell.length);
	if (column->kind == COLUMN_TEXT) {
		memcpy(row + column->offset, &text, sizeof(text));
		return true;
	}
	if (column->kind == COLUMN_FLAG) {
		if (strcmp(text, "yes") != 0)
			return error_set(r->err,
			    "%s:%lu: column \"%s\" is \"%.60s\", not yes or "
			    "empty",
			    r->path, r->line, column->name, text);
		memcpy(row + column->offset, &flag, sizeof(flag));
		return true;
	}
	if (!number_parse(cell.s, cell.length, &number) || number < 0)
		return error_set(r->err,
		    "%s:%lu: column \"%s\" is \"%.60s\", not a number", r->path,
		    r->line, column->name, text);
	memcpy(row + column->offset, &number, sizeof(number));
	return true;
}

static bool
read_row(struct reader *r, struct line line, char *row)
{
	const struct column *first = &r->table->columns[0];
	const struct column *source = table_column(r->table, "source");
	bool more = true;
	size_t i;

	for (i = 0; more && i < r->cells; i++) {
		more = memchr(line.s, '\t', line.length) != NULL;
		if (!read_cell(r, r->columns[i], take_cell(&line), row))
			return false;
	}
	if (more)
		return error_set(r->err,
		    "%s:%lu: the row has more cells than the %zu columns",
		    r->path, r->line, r->cells);
	if (column_text(first, row) == NULL)
		return error_set(r->err, "%s:%lu: no %s", r->path, r->line,
		    first->name);
	if (column_text(source, row) == NULL)
		return error_set(r->err, "%s:%lu: %s has no source", r->path,
		    r->line, column_text(first, row));
	return true;
}

static bool
read_rows(struct reader *r, void **rows, size_t *count)
{
	size_t size = r->table->row_size, n = 0, room = 0;
	char *array = NULL;
	struct line line;

	while (next_line(r, &line)) {
		if (n == TABLE_ROW_LIMIT)
			return error_set(r->err, "%s:%lu: over %d rows",
			    r->path, r->line, TABLE_ROW_LIMIT);
		if (n == room) {
			array =
			    arena_grow(r->arena, array, n, room * 2 + 16, size);
			room = room * 2 + 16;
		}
		if (!read_row(r, line, array + n * size))
			return false;
		n++;
	}
	*rows = array;
	*count = n;
	return true;
}

bool
table_read(const struct table *table, const char *path, const char *bytes,
    size_t size, struct arena *arena, void **rows, size_t *count,
    struct error *err)
{
	struct reader r = { .table = table,
		.path = path,
		.at = bytes,
		.end = bytes + size,
		.arena = arena,
		.err = err };
	struct line line;

	if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
		r.at += 3;
	if (!next_line(&r, &line))
		return error_set(err, "%s: no line of column names", path);
	return read_header(&r, line) && read_rows(&r, rows, count);
}

const void *
table_rows(const struct table *table, const struct catalog *catalog,
    size_t *count)
{
	const char *base = (const char *)catalog;
	const void *rows;

	memcpy(&rows, base + table->rows_offset, sizeof(rows));
	memcpy(count, base + table->count_offset, sizeof(*count));
	return rows;
}

void
table_set_rows(const struct table *table, struct catalog *catalog,
    const void *rows, size_t count)
{
	char *base = (char *)catalog;

	memcpy(base + table->rows_offset, &rows, sizeof(rows));
	memcpy(base + table->count_offset, &count, sizeof(count));
}

const char *
column_text(const struct column *column, const void *row)
{
	const char *text;
	bool flag;

	if (column->kind == COLUMN_FLAG) {
		memcpy(&flag, (const char *)row + column->offset, sizeof(flag));
		return flag ? "yes" : NULL;
	}
	memcpy(&text, (const char *)row + column->offset, sizeof(text));
	return text;
}

double
column_number(const struct column *column, const void *row)
{
	double number;

	memcpy(&number, (const char *)row + column->offset, sizeof(number));
	return number;
}
