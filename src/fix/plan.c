#include "fix/plan.h"

#include "fix/amend.h"

#include <string.h>

struct choice {
	const struct workload *w;
	const struct dialects *dialects;
	enum plan_kind kind;
};

static bool
is_harmless(enum fact_id id, const struct fact *value)
{
	switch (id) {
	case F_TRAIN_CHECKPOINTING:
	case F_TRAIN_MICRO_BATCH:
	case F_TRAIN_ACCUMULATION:
		return true;
	case F_TRAIN_ATTENTION:
		return strcmp(value->text, "sdpa") == 0;
	default:
		return false;
	}
}

static bool
may(const void *context, enum fact_id id, const struct fact *value)
{
	const struct choice *choice = context;
	struct wording words[WORDING_LIMIT];

	if (choice->kind == PLAN_ANY)
		return true;
	return (choice->kind != PLAN_SAFE || is_harmless(id, value)) &&
	       wording_of(choice->dialects, choice->w, id, value, words) > 0;
}

bool
plan_to_fit(struct plan *plan, const struct workload *w,
    const struct catalog *catalog, const struct dialects *dialects,
    double usable, enum plan_kind kind)
{
	struct choice choice = { .w = w, .dialects = dialects, .kind = kind };

	memset(plan, 0, sizeof(*plan));
	memory_remedy_among(w, catalog, usable, may, &choice, &plan->remedy);
	plan->safe = plan->remedy.count > 0;
	for (size_t i = 0; i < plan->remedy.count; i++) {
		const struct change *change = &plan->remedy.changes[i];
		struct planned *words = &plan->words[i];

		plan->safe =
		    plan->safe && is_harmless(change->fact, &change->value);
		words->count = wording_of(dialects, w, change->fact,
		    &change->value, words->words);
	}
	return plan->remedy.count > 0;
}

/* Changes that go together count as one. */
static size_t
decisions_of(const struct plan *plan)
{
	size_t count = 0;

	for (size_t i = 0; i < plan->remedy.count; i++)
		count += !plan->remedy.changes[i].is_with;
	return count;
}

bool
plan_best(struct plan *plan, const struct workload *w,
    const struct catalog *catalog, const struct dialects *dialects,
    double usable)
{
	struct plan harmless;

	if (!plan_to_fit(plan, w, catalog, dialects, usable, PLAN_WORDED))
		return plan_to_fit(plan, w, catalog, dialects, usable,
		    PLAN_ANY);
	if (!plan->safe &&
	    plan_to_fit(&harmless, w, catalog, dialects, usable, PLAN_SAFE) &&
	    decisions_of(&harmless) <= decisions_of(plan))
		*plan = harmless;
	return true;
}

/* A pair, or a fact where the file has no word for it. */
struct listed {
	struct text *out;
	size_t count, total;
};

static void
add_between(struct listed *list)
{
	if (list->count > 0)
		text_add(list->out,
		    list->count + 1 == list->total ? " and " : ", ");
	list->count++;
}

static void
add_words(struct listed *list, const struct planned *words)
{
	for (size_t i = 0; i < words->count; i++) {
		const struct wording *word = &words->words[i];

		if (word->stands)
			continue;
		add_between(list);
		text_printf(list->out, "%s to ", word->key);
		text_add_shown(list->out, word->text);
		if (word->link != NULL)
			text_printf(list->out, " in %s",
			    word->link->tree->source->path);
	}
}

static size_t
count_of(const struct plan *plan)
{
	size_t total = 0;

	for (size_t i = 0; i < plan->remedy.count; i++) {
		const struct planned *words = &plan->words[i];

		for (size_t j = 0; j < words->count; j++)
			total += !words->words[j].stands;
		total += words->count == 0;
	}
	return total;
}

void
plan_print(struct text *out, const struct plan *plan)
{
	struct listed list = { .out = out, .total = count_of(plan) };

	text_add(out, "set ");
	for (size_t i = 0; i < plan->remedy.count; i++) {
		const struct change *change = &plan->remedy.changes[i];

		add_words(&list, &plan->words[i]);
		if (plan->words[i].count > 0)
			continue;
		add_between(&list);
		text_printf(out, "%s to ", fact_rows[change->fact].name);
		fact_print(out, change->fact, &change->value);
		text_add(out, " (no key of this file)");
	}
}

bool
plan_edit(struct fix *fix, const struct plan *plan, const struct workload *w,
    struct arena *arena)
{
	for (size_t i = 0; i < plan->remedy.count; i++) {
		const struct planned *words = &plan->words[i];

		if (words->count == 0)
			return false;
		for (size_t j = 0; j < words->count; j++) {
			if (!amend(fix, w, &words->words[j], arena))
				return false;
		}
	}
	return fix->edits != NULL;
}
