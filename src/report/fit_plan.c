/* What would make a job fit: for people, and as JSON. */

#include "report/fit.h"
#include "report/object.h"
#include "report/paint.h"

#include <math.h>
#include <string.h>

/* In the words of the file, or the fact's where it has none. */
static void
add_change(struct text *out, const struct workload *w,
    const struct change *change, const struct planned *words)
{
	const struct fact *was = workload_fact(w, change->fact);
	size_t said = 0;

	for (size_t i = 0; i < words->count; i++) {
		const struct wording *word = &words->words[i];

		if (word->stands)
			continue;
		text_add(out, said++ > 0 ? ", " : "");
		text_printf(out, "%s: ", word->key);
		if (word->was != NULL && word->was[0] != '\0') {
			text_add_shown(out, word->was);
			text_add(out, " -> ");
		}
		text_add_shown(out, word->text);
		if (word->link != NULL) {
			text_add(out, " in ");
			text_add_shown(out, word->link->tree->source->path);
		}
	}
	if (said > 0)
		return;
	text_printf(out, "%s: ", fact_rows[change->fact].name);
	if (was->state == FACT_KNOWN) {
		fact_print(out, change->fact, was);
		text_add(out, " -> ");
	}
	fact_print(out, change->fact, &change->value);
	text_add(out, " (no key of this file)");
}

void
fit_write_plan(struct text *out, const struct fit_target *target,
    const struct fit_look *look)
{
	const struct plan *plan = target->plan;
	const struct remedy *remedy;

	if (plan == NULL || plan->remedy.count == 0)
		return;
	remedy = &plan->remedy;
	paint_add(out, &look->style, PAINT_HELP, "  to fit ");
	text_add_shown(out, target->gpu);
	text_add(out, ":\n");
	for (size_t i = 0; i < remedy->count; i++) {
		const struct change *change = &remedy->changes[i];

		text_add(out, "    ");
		add_change(out, target->workload, change, &plan->words[i]);
		if (change->why != NULL) {
			text_add(out, "  ");
			paint_on(out, &look->style, PAINT_FAINT);
			text_add_shown(out, change->why);
			paint_off(out, &look->style);
		}
		text_add(out, change->safe ? "\n" : " (changes the result)\n");
	}
	text_add(out, "    then ");
	add_size(out, remedy->after.expected);
	text_add(out, " are expected, ");
	add_size(out, remedy->after.low);
	text_add(out, " to ");
	add_size(out, remedy->after.high);
	text_add(out, "\n\n");
}

static void
add_words(struct text *out, const struct planned *words)
{
	object_open(out, "words", '[');
	for (size_t i = 0; i < words->count; i++) {
		const struct wording *word = &words->words[i];

		if (word->stands)
			continue;
		object_open(out, NULL, '{');
		object_text(out, "key", word->key);
		object_text(out, "was", word->was);
		object_text(out, "text", word->text);
		if (word->link != NULL)
			object_text(out, "path",
			    word->link->tree->source->path);
		object_close(out, '}');
	}
	object_close(out, ']');
}

static void
add_row(struct text *out, const struct change *change,
    const struct planned *words)
{
	struct text value;

	text_init(&value);
	fact_print(&value, change->fact, &change->value);
	object_open(out, NULL, '{');
	object_text(out, "fact", fact_rows[change->fact].name);
	object_text(out, "value", text_string(&value));
	object_flag(out, "keeps_result", change->safe);
	object_text(out, "why", change->why);
	add_words(out, words);
	object_close(out, '}');
	text_release(&value);
}

void
fit_add_plan(struct text *out, const struct fit_target *target)
{
	const struct plan *plan = target->plan;

	if (plan == NULL || plan->remedy.count == 0)
		return;
	object_line(out);
	object_open(out, NULL, '{');
	object_text(out, "gpu", target->gpu);
	object_flag(out, "safe", plan->safe);
	object_number(out, "low", round(plan->remedy.after.low));
	object_number(out, "expected", round(plan->remedy.after.expected));
	object_number(out, "high", round(plan->remedy.after.high));
	object_open(out, "changes", '[');
	for (size_t i = 0; i < plan->remedy.count; i++)
		add_row(out, &plan->remedy.changes[i], &plan->words[i]);
	object_close(out, ']');
	object_close(out, '}');
}
