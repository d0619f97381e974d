#include "print.h"

#include "catalog/table.h"

#include <string.h>

/* The member that a column fills: `linux` is a macro to some compilers. */
static const char *
member_of(const struct column *column)
{
	return strcmp(column->name, "linux") == 0 ? "linux_" : column->name;
}

static void
print_cell(FILE *out, const struct column *column, const void *row)
{
	const char *text;
	double number;

	if (column->kind == COLUMN_TEXT) {
		text = column_text(column, row);
		if (text == NULL)
			return;
		fprintf(out, "\t\t.%s = ", member_of(column));
		print_string(out, text);
	} else {
		number = column_number(column, row);
		if (number == 0)
			return;
		fprintf(out, "\t\t.%s = %.17g", member_of(column), number);
	}
	fputs(",\n", out);
}

static void
print_rows(FILE *out, const struct table *table, const void *rows, size_t count)
{
	const char *row = rows;
	size_t i, j;

	if (count == 0)
		return;
	fprintf(out, "static const struct %s %s_rows[] = {\n", table->type,
	    table->type);
	for (i = 0; i < count; i++, row += table->row_size) {
		fputs("\t{\n", out);
		for (j = 0; j < table->column_count; j++)
			print_cell(out, &table->columns[j], row);
		fputs("\t},\n", out);
	}
	fputs("};\n\n", out);
}

bool
print_catalog(FILE *out, const char *folder, struct arena *arena,
    struct error *err)
{
	struct catalog catalog = { 0 };
	const struct catalog none = { 0 };
	size_t i, count;

	if (!catalog_extend(&catalog, &none, folder, arena, err))
		return false;
	fputs("#include \"catalog/catalog.h\"\n\n", out);
	for (i = 0; i < CATALOG_TABLE_COUNT; i++) {
		const void *rows =
		    table_rows(&catalog_tables[i], &catalog, &count);

		print_rows(out, &catalog_tables[i], rows, count);
	}
	fputs("const struct catalog catalog_builtin = {\n", out);
#define T(type, many)                                                          \
	if (catalog.many##_count > 0)                                          \
		fprintf(out,                                                   \
		    "\t." #many " = " #type "_rows,\n\t." #many                \
		    "_count = %zu,\n",                                         \
		    catalog.many##_count);
	CATALOG_TABLES(T)
#undef T
	fputs("};\n", out);
	return true;
}
