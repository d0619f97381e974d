/* gpulint-fit/1: all sizes are bytes, what is not known is null. */

#include "report/fit.h"
#include "report/object.h"

#include <math.h>

static void
add_bytes(struct text *out, const char *key, double bytes)
{
	object_number(out, key, round(bytes));
}

/* Figures that are 0 where nobody knows them. */
static void
add_known(struct text *out, const char *key, double value)
{
	if (value > 0)
		object_number(out, key, value);
	else
		object_null(out, key);
}

static void
add_value(struct text *out, enum fact_id id, const struct fact *fact)
{
	switch (fact_rows[id].type) {
	case FACT_TYPE_COUNT:
	case FACT_TYPE_NUMBER:
	case FACT_TYPE_BYTES:
		object_number(out, "value", fact->number);
		break;
	case FACT_TYPE_FLAG:
		object_flag(out, "value", fact->number != 0);
		break;
	case FACT_TYPE_LIST:
		object_open(out, "value", '[');
		for (size_t i = 0; i < fact->list_length; i++)
			object_text(out, NULL, fact->list[i]);
		object_close(out, ']');
		break;
	case FACT_TYPE_TEXT:
	case FACT_TYPE_VERSION:
		object_text(out, "value", fact->text);
		break;
	}
}

static void
add_origin(struct text *out, const struct workload *w, enum fact_id id)
{
	const struct fact *fact = workload_fact(w, id);
	struct source *source = fact->origin.source;
	uint32_t line, column;

	object_open(out, NULL, '{');
	object_text(out, "fact", fact_rows[id].name);
	add_value(out, id, fact);
	if (source != NULL) {
		source_place(source, fact->origin.span.start, &line, &column);
		object_text(out, "path", source->path);
		object_number(out, "line", line);
	} else {
		object_null(out, "path");
		object_null(out, "line");
	}
	object_close(out, '}');
}

static void
add_term(struct text *out, const struct workload *w, const struct term *term)
{
	object_line(out);
	object_open(out, NULL, '{');
	object_text(out, "name", term_spelling(term->name));
	add_bytes(out, "bytes", term->bytes);
	object_open(out, "origin", '[');
	for (size_t i = 0; i < term->fact_count; i++) {
		if (fact_known(w, term->facts[i]))
			add_origin(out, w, term->facts[i]);
	}
	object_close(out, ']');
	object_close(out, '}');
}

static void
add_estimate(struct text *out, const struct workload *w,
    const struct estimate *e)
{
	if (!e->known) {
		object_null(out, "per_gpu");
		return;
	}
	object_open(out, "per_gpu", '{');
	add_bytes(out, "low", e->low);
	add_bytes(out, "expected", e->expected);
	add_bytes(out, "high", e->high);
	add_bytes(out, "allocated", e->allocated);
	add_bytes(out, "reserved", e->reserved);
	object_text(out, "phase", e->phase);
	object_open(out, "terms", '[');
	for (size_t i = 0; i < e->term_count; i++)
		add_term(out, w, &e->terms[i]);
	object_close(out, ']');
	object_close(out, '}');
}

static void
add_targets(struct text *out, const struct fit_row *row)
{
	object_open(out, "targets", '[');
	for (size_t i = 0; i < row->target_count; i++) {
		const struct fit_target *target = &row->targets[i];

		if (target->verdict == VERDICT_UNKNOWN)
			continue;
		object_line(out);
		object_open(out, NULL, '{');
		object_text(out, "gpu", target->gpu);
		object_text(out, "card", target->card);
		object_flag(out, "is_smallest_of_its_name",
		    target->covers > 1);
		add_bytes(out, "usable", target->usable);
		object_text(out, "verdict", verdict_spelling(target->verdict));
		object_close(out, '}');
	}
	object_close(out, ']');
}

static void
add_count(struct text *out, const char *key, double count)
{
	if (count > 0)
		object_number(out, key, count);
	else
		object_null(out, key);
}

/* most: null where the search met no edge. */
static void
add_limits(struct text *out, const struct fit_row *row)
{
	object_open(out, "limits", '[');
	for (size_t i = 0; row->is_named && i < row->target_count; i++) {
		const struct fit_target *target = &row->targets[i];

		for (size_t j = 0; j < target->limits.count; j++) {
			const struct limit *limit = &target->limits.rows[j];

			object_line(out);
			object_open(out, NULL, '{');
			object_text(out, "gpu", target->gpu);
			object_text(out, "fact", fact_rows[limit->fact].name);
			add_count(out, "now", limit->now);
			if (limit->is_open)
				object_null(out, "most");
			else
				object_number(out, "most", limit->most);
			add_count(out, "made_for", limit->made_for);
			object_close(out, '}');
		}
	}
	object_close(out, ']');
}

static void
add_doublings(struct text *out, const struct fit_row *row)
{
	object_open(out, "doubling", '[');
	for (size_t i = 0; i < row->doublings.count; i++) {
		const struct doubling *d = &row->doublings.rows[i];

		object_line(out);
		object_open(out, NULL, '{');
		object_text(out, "fact", fact_rows[d->fact].name);
		object_number(out, "now", d->now);
		add_bytes(out, "expected", d->expected);
		add_bytes(out, "more", d->more);
		object_number(out, "ratio", round(d->ratio * 1e4) / 1e4);
		object_close(out, '}');
	}
	object_close(out, ']');
}

static void
add_host(struct text *out, const struct fit_row *row)
{
	const struct estimate *e = &row->estimate;
	const char *assumed[FIT_ASSUMPTIONS];
	size_t count = fit_assumptions(row, assumed);

	add_known(out, "disk_low", round(e->disk_low));
	add_known(out, "disk_bytes", round(e->disk_bytes));
	add_known(out, "disk_high", round(e->disk_high));
	add_known(out, "download_bytes", round(e->download_bytes));
	add_known(out, "host_ram_low", round(e->host_ram_low));
	add_known(out, "host_ram_bytes", round(e->host_ram_bytes));
	add_known(out, "host_ram_high", round(e->host_ram_high));
	add_known(out, "tokens", e->tokens);
	add_known(out, "tokens_per_second", e->tokens_per_second);
	add_known(out, "hours_low", e->hours_low);
	add_known(out, "hours", e->hours);
	add_known(out, "hours_high", e->hours_high);
	add_known(out, "cost_usd_low", e->cost_low);
	add_known(out, "cost_usd", e->cost_usd);
	add_known(out, "cost_usd_high", e->cost_high);
	object_open(out, "assumptions", '[');
	for (size_t i = 0; i < count; i++)
		object_text(out, NULL, assumed[i]);
	object_close(out, ']');
}

static void
add_row(struct text *out, const struct fit_row *row)
{
	const struct workload *w = row->workload;
	const struct estimate *e = &row->estimate;
	uint32_t line = 1, column;

	if (w->root != NULL)
		source_place(w->source, w->root->span.start, &line, &column);
	object_line(out);
	object_open(out, NULL, '{');
	object_text(out, "path", w->source->path);
	object_number(out, "line", line);
	object_text(out, "name", w->name);
	object_text(out, "kind", w->kind == WORKLOAD_SERVE ? "serve" : "train");
	object_text(out, "status", e->known ? "estimated" : "unknown");
	object_text(out, "reason", e->known ? NULL : e->reason);
	add_estimate(out, w, e);
	add_targets(out, row);
	object_open(out, "remedies", '[');
	for (size_t i = 0; row->is_named && i < row->target_count; i++)
		fit_add_plan(out, &row->targets[i]);
	object_close(out, ']');
	add_limits(out, row);
	add_doublings(out, row);
	add_host(out, row);
	object_close(out, '}');
}

void
fit_write_json(struct text *out, const struct fit_row *rows)
{
	object_open(out, NULL, '{');
	object_text(out, "schema", "gpulint-fit/1");
	object_line(out);
	object_open(out, "workloads", '[');
	for (; rows != NULL; rows = rows->next)
		add_row(out, rows);
	text_add(out, "]}\n");
}
