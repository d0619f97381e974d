/* Below the table of gpulint fit: limits, doublings, RAM, disk, time. */

#include "report/fit.h"
#include "report/paint.h"

#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* 131,072 */
static void
add_whole(struct text *out, double number)
{
	char digits[64];
	size_t length;

	snprintf(digits, sizeof(digits), "%.0f", number);
	length = strlen(digits);
	for (size_t i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			text_add_char(out, ',');
		text_add_char(out, digits[i]);
	}
}

static void
add_limit(struct text *out, const struct limit *limit)
{
	if (limit->most < 1)
		text_add(out, "not even ");
	text_printf(out, "%s ", fact_rows[limit->fact].name);
	if (limit->is_open)
		text_add(out, "beyond ");
	add_whole(out, fmax(limit->most, 1));
	if (limit->now > 0) {
		text_add(out, " (now ");
		add_whole(out, limit->now);
	}
	if (limit->made_for > 0 && limit->most > limit->made_for) {
		text_add(out, limit->now > 0 ? "; " : " (");
		text_add(out, "the model was made for ");
		add_whole(out, limit->made_for);
		text_add_char(out, ')');
	} else if (limit->now > 0) {
		text_add_char(out, ')');
	}
}

void
fit_write_limits(struct text *out, const struct fit_target *target)
{
	const struct limits *limits = &target->limits;

	if (limits->count == 0)
		return;
	text_add(out, "  at most on ");
	text_add_shown(out, target->gpu);
	text_add(out, ", each alone: ");
	for (size_t i = 0; i < limits->count; i++) {
		text_add(out, i == 0 ? "" : ", ");
		add_limit(out, &limits->rows[i]);
	}
	text_add(out, "\n\n");
}

void
fit_write_doublings(struct text *out, const struct fit_row *row)
{
	const struct doublings *doublings = &row->doublings;
	char size[32];

	if (doublings->count == 0)
		return;
	text_add(out, "  twice as much would cost\n");
	for (size_t i = 0; i < doublings->count; i++) {
		const struct doubling *d = &doublings->rows[i];

		text_printf(out, "    %-18s", fact_rows[d->fact].name);
		text_printf(out, "%c%9s  x %.2f", d->more < 0 ? '-' : '+',
		    number_size(fabs(d->more), size), d->ratio);
		if (fabs(d->more) < 1 && d->kv_tokens > 0 &&
		    d->kv_tokens != row->estimate.kv_tokens) {
			text_add(out, ", room for ");
			add_whole(out, d->kv_tokens);
			text_add(out, " tokens in the cache instead of ");
			add_whole(out, row->estimate.kv_tokens);
		}
		text_add_char(out, '\n');
	}
	text_add_char(out, '\n');
}

static const char *
keep(const struct fit_row *row, struct text *text)
{
	const char *copy =
	    arena_string(row->workload->arena, text_string(text));

	text_clear(text);
	return copy;
}

static double
gpus_of(const struct workload *w)
{
	return fmax(1, fact_number(w, F_PARALLEL_GPUS, 1));
}

static void
say_ram(struct text *out, const struct estimate *e, const struct workload *w)
{
	double nodes = fmax(1, fact_number(w, F_PARALLEL_NODES, 1));

	text_printf(out, "RAM: %.0f x 2 to 5 GiB of libraries",
	    fmax(1, gpus_of(w) / nodes));
	text_add(out, "; at the most the published weights while they load");
	if (e->offload_bytes > 0) {
		text_add(out, "; ");
		add_size(out, e->offload_bytes);
		text_add(out, " offloaded, up to half as much again in "
			      "buffers");
	}
}

static void
say_disk(struct text *out, const struct estimate *e, const struct workload *w)
{
	text_add(out, "disk: ");
	add_size(out, e->download_bytes);
	text_add(out, " of weights as published");
	if (e->checkpoint_bytes <= 0)
		return;
	text_add(out, ", ");
	add_size(out, e->checkpoint_bytes);
	text_add(out, " a checkpoint, ");
	if (fact_known(w, F_SAVE_KEEP))
		text_printf(out, "%.0f kept and one more while it is written",
		    fact_number(w, F_SAVE_KEEP, 0));
	else if (fact_known(w, F_SAVE_TOTAL))
		text_printf(out, "%.0f written",
		    fact_number(w, F_SAVE_TOTAL, 0));
	else
		text_add(out, "one counted: how many stay is not known");
}

static void
say_time(struct text *out, const struct estimate *e, const struct workload *w)
{
	double low, high;
	char buffer[32];

	memory_shares(&low, &high);
	text_printf(out, "time: %s tokens", number_count(e->tokens, buffer));
	text_printf(out,
	    " x %s operations each at %.0f to %.0f %% of the bf16 rate of "
	    "%.0f x ",
	    number_count(e->flops_per_token, buffer), 100 * low, 100 * high,
	    gpus_of(w));
	text_add_printable(out, fact_text(w, F_TARGET_GPU),
	    strlen(fact_text(w, F_TARGET_GPU)));
	text_add(out, "; the one number is the geometric middle");
}

static void
say_cost(struct text *out, const struct estimate *e, const struct workload *w)
{
	text_printf(out, "cost: %.3g USD a GPU and hour, ",
	    e->cost_usd / e->hours / gpus_of(w));
	if (fact_known(w, F_TARGET_INSTANCE))
		text_printf(out, "on demand as %s",
		    fact_text(w, F_TARGET_INSTANCE));
	else
		text_add(out, "the least on demand in the catalogue");
}

size_t
fit_assumptions(const struct fit_row *row, const char *out[FIT_ASSUMPTIONS])
{
	const struct estimate *e = &row->estimate;
	const struct workload *w = row->workload;
	struct text text;
	size_t count = 0;

	text_init(&text);
	if (e->host_ram_bytes > 0) {
		say_ram(&text, e, w);
		out[count++] = keep(row, &text);
	}
	if (e->disk_bytes > 0) {
		say_disk(&text, e, w);
		out[count++] = keep(row, &text);
	}
	if (e->hours > 0) {
		say_time(&text, e, w);
		out[count++] = keep(row, &text);
	}
	if (e->cost_usd > 0) {
		say_cost(&text, e, w);
		out[count++] = keep(row, &text);
	}
	text_release(&text);
	return count;
}

static void
add_sizes(struct text *out, const char *name, double low, double high)
{
	if (high <= 0)
		return;
	text_printf(out, "  %-8s", name);
	add_size(out, low);
	if (high > low) {
		text_add(out, " to ");
		add_size(out, high);
	}
	text_add_char(out, '\n');
}

static void
add_amounts(struct text *out, const char *name, const char *unit, double low,
    double middle, double high)
{
	if (middle > 0)
		text_printf(out, "  %-8s%.3g to %.3g %s, about %.3g\n", name,
		    low, high, unit, middle);
}

void
fit_write_host(struct text *out, const struct fit_row *row,
    const struct fit_look *look)
{
	const struct estimate *e = &row->estimate;
	const char *assumed[FIT_ASSUMPTIONS];
	size_t count = fit_assumptions(row, assumed);

	if (count == 0)
		return;
	add_sizes(out, "RAM", e->host_ram_low, e->host_ram_high);
	add_sizes(out, "disk", e->disk_low, e->disk_high);
	add_amounts(out, "time", "hours", e->hours_low, e->hours,
	    e->hours_high);
	add_amounts(out, "cost", "USD", e->cost_low, e->cost_usd, e->cost_high);
	for (size_t i = 0; i < count; i++) {
		text_add(out, "    ");
		paint_on(out, &look->style, PAINT_FAINT);
		text_add_shown(out, assumed[i]);
		paint_off(out, &look->style);
		text_add_char(out, '\n');
	}
	text_add_char(out, '\n');
}
