/* What plugin.h promises about the catalogue, versions and sizes. */

#include "base/number.h"
#include "catalog/table.h"
#include "rule/host.h"

#include <string.h>
#include <strings.h>

/* Frameworks have a row a version and topic: "vllm 0.6.3|torch pin". */
static const void *
find_framework(const struct catalog *catalog, const char *name)
{
	const char *space = strchr(name, ' '), *bar = strchr(name, '|');

	for (size_t i = 0; space != NULL && bar != NULL && bar > space &&
			   i < catalog->frameworks_count;
	     i++) {
		const struct framework *row = &catalog->frameworks[i];

		if (row->version != NULL && row->topic != NULL &&
		    strlen(row->name) == (size_t)(space - name) &&
		    strncasecmp(row->name, name, (size_t)(space - name)) == 0 &&
		    strlen(row->version) == (size_t)(bar - space - 1) &&
		    strncmp(row->version, space + 1,
			(size_t)(bar - space - 1)) == 0 &&
		    strcmp(row->topic, bar + 1) == 0)
			return row;
	}
	return NULL;
}

/* A GPU or model goes by any of its names; other rows by their first
 * column. */
static const void *
find_row(const struct catalog *catalog, const struct table *table,
    const char *name)
{
	const struct column *first = &table->columns[0];
	const char *rows;
	size_t count, i;
	bool exact;

	if (strcmp(table->name, "gpus") == 0)
		return catalog_gpu(catalog, name, &count);
	if (strcmp(table->name, "models") == 0)
		return catalog_model(catalog, name, &exact);
	if (strcmp(table->name, "families") == 0)
		return catalog_family(catalog, name);
	if (strcmp(table->name, "cuda") == 0)
		return catalog_cuda(catalog, name);
	if (strcmp(table->name, "torch") == 0) {
		const char *plus = strchr(name, '+');

		return catalog_torch(catalog, name,
		    plus == NULL ? NULL : plus + 1);
	}
	if (strcmp(table->name, "containers") == 0)
		return catalog_container(catalog, name);
	if (strcmp(table->name, "quants") == 0)
		return catalog_quant(catalog, name);
	if (strcmp(table->name, "frameworks") == 0 && strchr(name, '|'))
		return find_framework(catalog, name);
	rows = table_rows(table, catalog, &count);
	for (i = 0; i < count; i++) {
		const char *cell =
		    column_text(first, rows + i * table->row_size);

		if (cell != NULL && strcasecmp(cell, name) == 0)
			return rows + i * table->row_size;
	}
	return NULL;
}

const char *
gpulint_catalog(struct gpulint_pass *pass, const char *table_name,
    const char *row_name, const char *column_name)
{
	const struct table *table;
	const struct column *column;
	const void *row;
	const char *cell;
	double number;

	if (pass == NULL || table_name == NULL || row_name == NULL ||
	    column_name == NULL)
		return "";
	table = table_by_name(table_name);
	column = table == NULL ? NULL : table_column(table, column_name);
	if (column == NULL)
		return "";
	row = find_row(pass->subject->catalog, table, row_name);
	if (row == NULL)
		return "";
	if (column->kind != COLUMN_NUMBER) {
		cell = column_text(column, row);
		return cell == NULL ? "" : cell;
	}
	number = column_number(column, row);
	if (number == 0)
		return "";
	return arena_printf(pass->subject->arena, "%.15g", number);
}

bool
gpulint_sourced(struct gpulint_pass *pass, const char *table, const char *row,
    const char *column)
{
	const char *unsourced;

	if (pass == NULL || table == NULL || row == NULL || column == NULL)
		return false;
	unsourced = gpulint_catalog(pass, table, row, "unsourced");
	if (unsourced[0] == '\0' || !catalog_is_unsourced(unsourced, column))
		return true;
	pass->unsourced = true;
	return false;
}

int
gpulint_version_compare(const char *a, const char *b)
{
	return version_compare(a == NULL ? "" : a, b == NULL ? "" : b);
}

double
gpulint_quantity(const char *text)
{
	double number;

	return text != NULL &&
		       number_parse_quantity(text, strlen(text), &number)
		   ? number
		   : 0;
}

const char *
gpulint_size(struct gpulint_pass *pass, double bytes)
{
	char buffer[32];

	if (pass == NULL)
		return "";
	return arena_string(pass->subject->arena, number_size(bytes, buffer));
}

const char *
gpulint_format(struct gpulint_pass *pass, const char *format, ...)
{
	const char *text;
	va_list ap;

	if (pass == NULL || format == NULL)
		return "";
	va_start(ap, format);
	text = arena_vprintf(pass->subject->arena, format, ap);
	va_end(ap);
	return text;
}
