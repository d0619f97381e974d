#include "catalog/list.h"

#include "base/number.h"
#include "catalog/name.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 100, INDENT = 18 };

static const char *
or_dash(const char *text)
{
	return text != NULL ? text : "-";
}

static const char *
number_or_dash(double number, char buffer[32])
{
	if (number == 0)
		return "-";
	snprintf(buffer, 32, "%.15g", number);
	return buffer;
}

void
list_gpus(struct text *out, const void *const *rows, size_t count)
{
	size_t i;

	text_printf(out, "%-43s %5s %9s %8s %7s %7s %4s %4s %4s\n", "NAME",
	    "GB", "USABLE", "COMPUTE", "GB/S", "BF16 TF", "BF16", "FP8", "FP4");
	for (i = 0; i < count; i++) {
		const struct gpu *gpu = rows[i];
		const char *compute = gpu->compute;
		char usable[32], gb[32], speed[32], flops[32];

		text_printf(out, "%-43s %5s %9s %8s %7s %7s %4s %4s %4s\n",
		    gpu->name, number_or_dash(gpu->vram_gb, gb),
		    number_size(catalog_usable(gpu), usable),
		    or_dash(compute != NULL ? compute : gpu->gfx),
		    number_or_dash(gpu->bandwidth_gbs, speed),
		    number_or_dash(gpu->bf16_tflops, flops), or_dash(gpu->bf16),
		    or_dash(gpu->fp8), or_dash(gpu->fp4));
	}
}

void
list_models(struct text *out, const void *const *rows, size_t count)
{
	size_t i;

	text_printf(out, "%-51s %8s %6s %6s %8s %6s %8s\n", "ID", "PARAMS",
	    "LAYERS", "HIDDEN", "HEADS/KV", "VOCAB", "CONTEXT");
	for (i = 0; i < count; i++) {
		const struct model *m = rows[i];
		char params[32], layers[32], hidden[32], vocab[32], most[32];
		char heads[80], kv[32];

		snprintf(heads, sizeof(heads), "%s/%.3g",
		    number_or_dash(m->heads, kv), m->kv_heads);
		text_printf(out, "%-51s %8s %6s %6s %8s %6s %8s\n", m->id,
		    m->params > 0 ? number_count(m->params, params) : "-",
		    number_or_dash(m->layers, layers),
		    number_or_dash(m->hidden, hidden),
		    m->heads > 0 && m->kv_heads > 0 ? heads : "-",
		    number_or_dash(m->vocab, vocab),
		    number_or_dash(m->max_positions, most));
	}
}

/* A text after its name, further lines indented to it. */
static void
add_wrapped(struct text *out, const char *name, const char *s)
{
	size_t column = INDENT;

	text_printf(out, "%-*s", INDENT, name);
	while (*s != '\0') {
		size_t length = strcspn(s + 1, " ;") + 1;

		if (s[length] == ';')
			length++;
		if (column > INDENT && column + length > WIDTH) {
			text_printf(out, "\n%*s", INDENT, "");
			column = INDENT;
			if (*s == ' ') {
				s++;
				length--;
			}
		}
		text_add_printable(out, s, length);
		s += length;
		column += length;
	}
	text_add_char(out, '\n');
}

void
list_details(struct text *out, const struct table *table, const void *row)
{
	size_t i;

	for (i = 0; i < table->column_count; i++) {
		const struct column *column = &table->columns[i];
		const char *text;
		char buffer[32];

		if (column->kind != COLUMN_NUMBER) {
			text = column_text(column, row);
		} else {
			text = NULL;
			if (column_number(column, row) != 0) {
				snprintf(buffer, sizeof(buffer), "%.15g",
				    column_number(column, row));
				text = buffer;
			}
		}
		if (text != NULL)
			add_wrapped(out, column->name, text);
	}
}

static bool
is_list(const struct column *column)
{
	return strcmp(column->name, "aliases") == 0 ||
	       strcmp(column->name, "unsourced") == 0;
}

static void
json_list(struct text *out, const char *cell)
{
	struct items it = { cell, 0 };
	bool first = true;

	text_add_char(out, '[');
	while (items_next(&it)) {
		if (!first)
			text_add_char(out, ',');
		first = false;
		text_add_json(out, it.s, it.length);
	}
	text_add_char(out, ']');
}

static void
json_row(struct text *out, const struct table *table, const void *row)
{
	size_t i;

	for (i = 0; i < table->column_count; i++) {
		const struct column *column = &table->columns[i];

		text_printf(out, "%c\"%s\":", i == 0 ? '{' : ',', column->name);
		if (column->kind == COLUMN_NUMBER &&
		    column_number(column, row) == 0)
			text_add(out, "null");
		else if (column->kind == COLUMN_NUMBER)
			text_add_json_number(out, column_number(column, row));
		else if (is_list(column))
			json_list(out, column_text(column, row));
		else
			text_add_json_string(out, column_text(column, row));
	}
	if (strcmp(table->type, "gpu") == 0) {
		text_add(out, ",\"usable\":");
		text_add_json_number(out, catalog_usable(row));
	}
	text_add_char(out, '}');
}

void
list_json(struct text *out, const struct table *table, const void *const *rows,
    size_t count)
{
	size_t i;

	text_printf(out, "{\"schema\":\"gpulint-%s/1\",\"%s\":[", table->name,
	    table->name);
	for (i = 0; i < count; i++) {
		if (i > 0)
			text_add_char(out, ',');
		json_row(out, table, rows[i]);
	}
	text_add(out, "]}\n");
}
