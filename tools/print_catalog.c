#include "print.h"

#include "catalog/table.h"

#include <string.h>

#define NAMES(N)                                                               \
	N(gpu_names)                                                           \
	N(model_ids) N(model_stems) N(instance_names) N(quant_names)

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

	if (column->kind == COLUMN_FLAG) {
		if (column_text(column, row) == NULL)
			return;
		fprintf(out, "\t\t.%s = true", member_of(column));
	} else if (column->kind == COLUMN_TEXT) {
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

/* All of the text that the names point into. */
static void
print_names(FILE *out, const char *member, const struct catalog_names *names)
{
	size_t i;

	if (names->count == 0)
		return;
	fprintf(out, "static const struct catalog_name %s_all[] = {\n", member);
	for (i = 0; i < names->count; i++) {
		const struct catalog_name *name = &names->all[i];

		fprintf(out, "\t{ %u, %u, %u, %u },\n", (unsigned)name->at,
		    (unsigned)name->length, (unsigned)name->row,
		    (unsigned)name->kind);
	}
	fprintf(out, "};\n\nstatic const char %s_text[] =\n\t", member);
	print_string(out, names->text);
	fputs(";\n\n", out);
}

static void
print_names_member(FILE *out, const char *member,
    const struct catalog_names *names)
{
	if (names->count > 0)
		fprintf(out, "\t.%s = { %s_text, %s_all, %zu },\n", member,
		    member, member, names->count);
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
#define N(member) print_names(out, #member, &catalog.member);
	NAMES(N)
#undef N
	fputs("const struct catalog catalog_builtin = {\n", out);
#define T(type, many)                                                          \
	if (catalog.many##_count > 0)                                          \
		fprintf(out,                                                   \
		    "\t." #many " = " #type "_rows,\n\t." #many                \
		    "_count = %zu,\n",                                         \
		    catalog.many##_count);
	CATALOG_TABLES(T)
#undef T
	fprintf(out, "\t.read_on = \"%s\",\n", catalog.read_on);
#define N(member) print_names_member(out, #member, &catalog.member);
	NAMES(N)
#undef N
	fputs("};\n", out);
	return true;
}
