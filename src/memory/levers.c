#include "memory/lever.h"

#include <string.h>

struct fact
lever_text(const char *text)
{
	return (struct fact){ .state = FACT_KNOWN,
		.text = text,
		.origin = { .kind = ORIGIN_OPTION, .note = "to make it fit" } };
}

struct fact
lever_number(double number)
{
	struct fact fact = lever_text(NULL);

	fact.number = number;
	return fact;
}

struct lever *
lever_add(struct listing *l)
{
	struct levers *levers = l->levers;

	if (levers->count == LEVER_LIMIT)
		return memset(&l->spare, 0, sizeof(l->spare));
	return &levers->rows[levers->count++];
}

struct step *
lever_step(struct lever *lever)
{
	return lever->count < STEP_LIMIT ? &lever->steps[lever->count++] : NULL;
}

void
lever_change(const struct listing *l, struct step *step, enum fact_id id,
    struct fact value, const char *why)
{
	if (step == NULL || step->count == STEP_CHANGES)
		return;
	step->changes[step->count] = (struct change){ .fact = id,
		.value = value,
		.why = why,
		.safe = l->safe,
		.is_with = step->count > 0 };
	step->count++;
}

void
lever_offer(struct listing *l, enum fact_id id, const char *text,
    const char *why)
{
	lever_change(l, lever_step(lever_add(l)), id, lever_text(text), why);
}

bool
lever_is_stated(const struct workload *w, enum fact_id id)
{
	return fact_known(w, id) &&
	       workload_fact(w, id)->origin.kind >= ORIGIN_PROJECT;
}

void
levers_list(struct levers *levers, const struct workload *w,
    const struct catalog *catalog)
{
	struct listing l = { .levers = levers,
		.w = w,
		.catalog = catalog,
		.safe = true };

	memset(levers, 0, sizeof(*levers));
	if (w->kind == WORKLOAD_SERVE)
		levers_serve(&l);
	else if (w->kind == WORKLOAD_TRAIN)
		levers_train(&l);
}

static bool
allows(const struct step *at,
    bool (*may)(const void *context, enum fact_id id, const struct fact *value),
    const void *context)
{
	for (size_t i = 0; i < at->count; i++)
		if (!may(context, at->changes[i].fact, &at->changes[i].value))
			return false;
	return true;
}

void
levers_keep(struct levers *levers,
    bool (*may)(const void *context, enum fact_id id, const struct fact *value),
    const void *context)
{
	size_t kept = 0, safe = 0;

	for (size_t i = 0; may != NULL && i < levers->count; i++) {
		struct lever left = { .count = 0 };
		const struct lever *row = &levers->rows[i];

		for (size_t j = 0; j < row->count; j++)
			if (allows(&row->steps[j], may, context))
				left.steps[left.count++] = row->steps[j];
		if (left.count == 0)
			continue;
		safe += i < levers->safe;
		levers->rows[kept++] = left;
	}
	if (may == NULL)
		return;
	levers->count = kept;
	levers->safe = safe;
}
