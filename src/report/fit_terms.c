/* The table of what the memory of one GPU is needed for, with bars. */

#include "report/fit.h"
#include "report/fold.h"
#include "report/paint.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

enum {
	BAR_CELLS = 20,
	NARROW_CELLS = 8, /* of a bar where there is little room */
	PLACES = 2 /* outside the file behind a term that are shown */
};

void
fit_pad(struct text *out, const char *s, size_t columns)
{
	size_t length = utf8_count(s, strlen(s));

	text_add_shown(out, s);
	for (; length < columns; length++)
		text_add_char(out, ' ');
}

void
fit_pad_size(struct text *out, double bytes, int columns)
{
	struct text size;

	text_init(&size);
	add_size(&size, bytes);
	text_printf(out, "%*s", columns, text_string(&size));
	text_release(&size);
}

static int
bar_cells(const struct fit_look *look)
{
	return look->style.width < 110 ? NARROW_CELLS : BAR_CELLS;
}

/* A share of the whole in eighths of a cell, or in whole cells. */
static void
add_bar(struct text *out, double share, const struct fit_look *look)
{
	static const char *const eighths[] = { "", "\xe2\x96\x8f",
		"\xe2\x96\x8e", "\xe2\x96\x8d", "\xe2\x96\x8c", "\xe2\x96\x8b",
		"\xe2\x96\x8a", "\xe2\x96\x89" };
	int units, cells, width = bar_cells(look);

	if (!(share > 0))
		share = 0;
	if (share > 1)
		share = 1;
	units = (int)lround(share * width * 8);
	if (!look->is_unicode)
		units = (units + 4) / 8 * 8;
	paint_on(out, &look->style, PAINT_GUTTER);
	for (cells = 0; cells < units / 8; cells++)
		text_add(out, look->is_unicode ? "\xe2\x96\x88" : "#");
	if (units % 8 != 0) {
		text_add(out, eighths[units % 8]);
		cells++;
	}
	paint_off(out, &look->style);
	for (; cells < width; cells++)
		text_add_char(out, ' ');
}

/* The lines of the workload's own file that set a term: "line 3, 7". */
static void
add_lines(struct text *out, const struct workload *w, const struct term *term)
{
	uint32_t shown[TERM_FACTS], line, column;
	size_t count = 0, j;

	for (size_t i = 0; i < term->fact_count; i++) {
		const struct fact *fact = workload_fact(w, term->facts[i]);

		if (fact->state != FACT_KNOWN ||
		    fact->origin.source != w->source)
			continue;
		source_place(w->source, fact->origin.span.start, &line,
		    &column);
		for (j = 0; j < count && shown[j] != line; j++)
			;
		if (j < count)
			continue;
		shown[count++] = line;
		text_printf(out, "%s%u", count == 1 ? "line " : ", ",
		    (unsigned)line);
	}
}

/* "line 3, 7; zero3.json:4": where the facts of a term are set. */
static void
add_places(struct text *out, const struct workload *w, const struct term *term)
{
	struct text one;
	size_t shown = 0;

	text_init(&one);
	add_lines(out, w, term);
	for (size_t i = 0; i < term->fact_count && shown < PLACES; i++) {
		const struct fact *fact = workload_fact(w, term->facts[i]);

		if (fact->state != FACT_KNOWN ||
		    fact->origin.source == w->source)
			continue;
		text_clear(&one);
		if (fact->origin.kind == ORIGIN_CATALOG)
			text_add(&one, "catalogue");
		else if (fact->origin.kind != ORIGIN_DERIVED)
			origin_print(&one, &fact->origin);
		if (one.length == 0 ||
		    strstr(text_string(out), text_string(&one)) != NULL)
			continue;
		if (out->length > 0)
			text_add(out, "; ");
		text_add_shown(out, text_string(&one));
		shown++;
	}
	text_release(&one);
}

static double
largest_of(const struct estimate *e)
{
	double largest = 0;

	for (size_t i = 0; i < e->term_count; i++) {
		if (e->terms[i].bytes > largest)
			largest = e->terms[i].bytes;
	}
	return largest;
}

/* Name, size, bar, formula; the places beside it where there is room. */
static void
write_term(struct text *out, const struct workload *w, const struct term *term,
    double largest, const struct fit_look *look)
{
	const size_t indent = 2 + 14 + 9 + 2 + (size_t)bar_cells(look) + 2;
	const char *formula = term->formula == NULL ? "" : term->formula;
	size_t used = indent + utf8_count(formula, strlen(formula));
	struct text places;

	text_init(&places);
	add_places(&places, w, term);
	text_add(out, "  ");
	fit_pad(out, term_spelling(term->name), 14);
	fit_pad_size(out, term->bytes, 9);
	text_add(out, "  ");
	add_bar(out, largest > 0 ? term->bytes / largest : 0, look);
	text_add(out, "  ");
	text_add_char(out, FOLD_HERE);
	text_add_shown(out, formula);
	if (places.length > 0) {
		if (formula[0] != '\0' &&
		    used + 2 + places.length > look->style.width)
			text_printf(out, "\n%*s%c", (int)indent, "", FOLD_HERE);
		else if (formula[0] != '\0')
			text_add(out, "  ");
		paint_add(out, &look->style, PAINT_FAINT, text_string(&places));
	}
	text_add_char(out, '\n');
	text_release(&places);
}

static void
add_interval(struct text *out, const struct estimate *e)
{
	add_size(out, e->low);
	text_add(out, " to ");
	add_size(out, e->high);
}

void
fit_write_terms(struct text *out, const struct fit_row *row,
    const struct fit_look *look)
{
	const struct estimate *e = &row->estimate;

	text_add(out, "  memory of one GPU at its peak");
	if (e->phase != NULL) {
		text_add(out, ", in the phase ");
		text_add_shown(out, e->phase);
	}
	text_add(out, "\n\n");
	for (size_t i = 0; i < e->term_count; i++)
		write_term(out, row->workload, &e->terms[i], largest_of(e),
		    look);
	text_add(out, "  ");
	paint_on(out, &look->style, PAINT_STRONG);
	fit_pad(out, "expected", 14);
	fit_pad_size(out, e->expected, 9);
	paint_off(out, &look->style);
	text_add(out, "  ");
	if (e->high > e->low) {
		add_interval(out, e);
		text_add(out, " with 95 % confidence");
		if (e->share > 0 && e->share < 1)
			text_printf(out,
			    ":\n%*sthe card of which a share of %.0f %% holds "
			    "that",
			    27, "", 100 * e->share);
		text_add_char(out, '\n');
	} else {
		text_printf(out, "or more: nobody says how large %s is\n",
		    e->missing == F_MODEL_VOCAB ? "the vocabulary" : "a batch");
	}
	if (e->kv_bytes_per_token > 0 && e->kv_tokens > 0)
		text_printf(out, "  KV cache for %.0f tokens, %.1f KiB each\n",
		    e->kv_tokens, e->kv_bytes_per_token / 1024);
	text_add_char(out, '\n');
}
