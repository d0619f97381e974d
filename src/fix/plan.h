/*
 * plan: what would make a job fit, in the words of its file.
 */

#ifndef GPULINT_PLAN_H
#define GPULINT_PLAN_H

#include "dialect/wording.h"
#include "memory/memory.h"
#include "rule/finding.h"

enum plan_kind {
	/* Only what leaves the training as it is and needs nothing installed:
	 * checkpointing, torch's own attention, a smaller micro batch with as
	 * much more accumulation. */
	PLAN_SAFE,
	PLAN_WORDED, /* all that the file can say */
	PLAN_ANY /* and what it cannot */
};

struct planned {
	struct wording words[WORDING_LIMIT];
	size_t count; /* 0: nobody knows how the file would say it */
};

struct plan {
	struct remedy remedy; /* count 0: nothing found that fits */
	struct planned words[CHANGE_LIMIT]; /* of each change */
	bool safe; /* as PLAN_SAFE has it */
};

/* The cheapest changes of a kind under which the job fits. */
bool plan_to_fit(struct plan *plan, const struct workload *w,
    const struct catalog *catalog, const struct dialects *dialects,
    double usable, enum plan_kind kind);

/* Of those that the file can say, or else of all; the harmless ones where
 * they are no more. */
bool plan_best(struct plan *plan, const struct workload *w,
    const struct catalog *catalog, const struct dialects *dialects,
    double usable);

/* "set micro_batch_size to 2 and gradient_accumulation_steps to 16". */
void plan_print(struct text *out, const struct plan *plan);

/* The edits of the plan; false where the file cannot take one of them. */
bool plan_edit(struct fix *fix, const struct plan *plan,
    const struct workload *w, struct arena *arena);

#endif
