/* The text of gpulint fit, for people. */

#include "report/fit.h"
#include "report/fold.h"
#include "report/paint.h"

#include "base/utf8.h"

#include <string.h>

static void
paint_verdict(struct text *out, enum verdict verdict,
    const struct fit_look *look)
{
	static const enum paint paints[] = { [VERDICT_UNKNOWN] = PAINT_FAINT,
		[VERDICT_FITS] = PAINT_HELP,
		[VERDICT_TIGHT] = PAINT_WARNING,
		[VERDICT_OVERFLOWS] = PAINT_ERROR };

	paint_add(out, &look->style, paints[verdict],
	    verdict_spelling(verdict));
}

/* How far from the edge: room over the high end, or what is missing. */
static void
add_margin(struct text *out, const struct fit_target *target)
{
	const struct estimate *e = &target->estimate;

	switch (target->verdict) {
	case VERDICT_FITS:
		text_add(out, ", ");
		add_size(out, target->usable - e->high);
		text_add(out, " to spare");
		break;
	case VERDICT_TIGHT:
		text_add(out, ", may need ");
		add_size(out, e->high - target->usable);
		text_add(out, " more");
		break;
	case VERDICT_OVERFLOWS:
		text_add(out, " by ");
		add_size(out, e->low - target->usable);
		text_add(out, " or more");
		break;
	case VERDICT_UNKNOWN:
		break;
	}
}

static void
say_smallest(struct text *out, const struct fit_target *target)
{
	text_add(out, "    ");
	text_add_shown(out, target->gpu);
	text_printf(out, " comes in %zu sizes; this is the smallest, ",
	    target->covers);
	text_add_shown(out, target->card);
	text_add_char(out, '\n');
}

static void
write_targets(struct text *out, const struct fit_row *row,
    const struct fit_look *look)
{
	size_t longest = 0;

	for (size_t i = 0; i < row->target_count; i++) {
		const char *gpu = row->targets[i].gpu;
		size_t length = utf8_count(gpu, strlen(gpu));

		if (length > longest)
			longest = length;
	}
	for (size_t i = 0; i < row->target_count; i++) {
		const struct fit_target *target = &row->targets[i];

		text_add(out, "  ");
		fit_pad(out, target->gpu, longest);
		if (target->usable > 0) {
			text_add(out, "  offers ");
			fit_pad_size(out, target->usable, 9);
		} else {
			text_add(out, "  offers an unknown amount");
		}
		text_add(out, "  ");
		paint_verdict(out, target->verdict, look);
		if (row->is_named)
			add_margin(out, target);
		text_add_char(out, '\n');
		if (target->covers > 1)
			say_smallest(out, target);
	}
	if (row->target_count > 0)
		text_add_char(out, '\n');
}

/* The names of those that fit, for somebody whose card does not. */
static void
write_ladder(struct text *out, const struct fit_row *row)
{
	size_t count = 0, fitting = 0;

	for (size_t i = 0; i < row->target_count; i++)
		fitting += row->targets[i].verdict == VERDICT_FITS;
	if (fitting == row->target_count)
		return;
	for (size_t i = 0; i < row->ladder_count; i++) {
		if (row->ladder[i].verdict != VERDICT_FITS)
			continue;
		text_add(out, count++ == 0 ? "  it fits as it is: " : ", ");
		text_add_shown(out, row->ladder[i].gpu);
	}
	if (count > 0)
		text_add(out, "\n\n");
}

static void
write_heading(struct text *out, const struct workload *w,
    const struct fit_look *look)
{
	uint32_t line = 1, column;
	const char *model = fact_text(w, F_MODEL_ID);

	if (w->root != NULL)
		source_place(w->source, w->root->span.start, &line, &column);
	paint_on(out, &look->style, PAINT_STRONG);
	text_add_shown(out, w->source->path);
	text_printf(out, ":%u:", (unsigned)line);
	paint_off(out, &look->style);
	text_add(out, w->kind == WORKLOAD_SERVE ? " serve" : " train");
	if (w->name != NULL) {
		text_add_char(out, ' ');
		text_add_shown(out, w->name);
	}
	if (model[0] != '\0') {
		text_add(out, ", ");
		text_add_shown(out, model);
	}
	text_printf(out, " (%s)\n\n", w->dialect);
}

static void
write_unknown(struct text *out, const struct estimate *e,
    const struct fit_look *look)
{
	text_add(out, "  ");
	paint_add(out, &look->style, PAINT_WARNING, "unknown:");
	text_add_char(out, ' ');
	text_add_shown(out,
	    e->reason == NULL ? "no reason is known" : e->reason);
	text_add_char(out, '\n');
	if (e->missing < FACT_COUNT) {
		paint_add(out, &look->style, PAINT_HELP, "  help:");
		text_printf(out, " --set %s=VALUE tells it: %s\n",
		    fact_rows[e->missing].name, fact_rows[e->missing].meaning);
	}
	text_add_char(out, '\n');
}

static void
write_row(struct text *out, const struct fit_row *row,
    const struct fit_look *look)
{
	size_t named = row->is_named ? row->target_count : 0;

	write_heading(out, row->workload, look);
	if (!row->estimate.known) {
		write_unknown(out, &row->estimate, look);
		return;
	}
	fit_write_terms(out, row, look);
	write_targets(out, row, look);
	for (size_t i = 0; i < named; i++)
		fit_write_plan(out, &row->targets[i], look);
	write_ladder(out, row);
	for (size_t i = 0; i < named; i++)
		fit_write_limits(out, &row->targets[i]);
	fit_write_doublings(out, row);
	fit_write_host(out, row, look);
}

void
fit_write_text(struct text *out, const struct fit_row *rows,
    const struct fit_look *look)
{
	struct text wide;

	text_init(&wide);
	for (; rows != NULL; rows = rows->next)
		write_row(&wide, rows, look);
	fold_lines(out, text_string(&wide), wide.length, look->style.width);
	text_release(&wide);
}
