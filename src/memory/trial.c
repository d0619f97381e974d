#include "memory/trial.h"

#include "workload/complete.h"

#include <string.h>

void
trial_start(struct trial *trial, const struct workload *w,
    const struct catalog *catalog)
{
	memset(trial, 0, sizeof(*trial));
	trial->w = w;
	trial->catalog = catalog;
	trial->copy = arena_alloc(w->arena, sizeof(*trial->copy));
	arena_init(&trial->arena);
	trial_again(trial);
}

void
trial_end(struct trial *trial)
{
	arena_release(&trial->arena);
}

void
trial_again(struct trial *trial)
{
	*trial->copy = *trial->w;
	trial->copy->arena = &trial->arena;
	if (trial->usable > 0 && trial->w->kind == WORKLOAD_TRAIN &&
	    !fact_known(trial->w, F_TARGET_VRAM))
		trial_number(trial, F_TARGET_VRAM, trial->usable);
}

void
trial_fit(struct trial *trial, double usable)
{
	trial->usable = usable;
	trial_again(trial);
}

void
trial_set(struct trial *trial, enum fact_id id, const struct fact *value)
{
	trial->copy->facts[id] = *value;
}

void
trial_number(struct trial *trial, enum fact_id id, double number)
{
	trial->copy->facts[id] = (struct fact){ .state = FACT_KNOWN,
		.number = number,
		.origin = { .kind = ORIGIN_OPTION, .note = "tried" } };
}

bool
trial_run(struct trial *trial)
{
	workload_complete(trial->copy, trial->catalog);
	memory_estimate(trial->copy, trial->catalog, &trial->estimate);
	trial->estimate.term_count = 0;
	arena_release(&trial->arena);
	trial->runs++;
	return trial->estimate.known;
}

void
trial_keep(struct trial *trial, struct estimate *estimate)
{
	trial->copy->arena = trial->w->arena;
	workload_complete(trial->copy, trial->catalog);
	memory_estimate(trial->copy, trial->catalog, estimate);
}
