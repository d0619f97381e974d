/*
 * trial: a workload with some of its facts changed, estimated anew.
 *
 * Only for this room.  What follows from the changed facts is completed
 * again (a global batch, parameters of an altered model); the workload itself
 * is never touched.
 *
 *	trial_start(&trial, w, catalog);
 *	trial_again(&trial);
 *	trial_number(&trial, F_TRAIN_MICRO_BATCH, 2);
 *	if (trial_run(&trial)) ... trial.estimate.high ...
 *	trial_end(&trial);
 *
 * Formulas of the estimate do not outlive trial_run.
 */

#ifndef GPULINT_MEMORY_TRIAL_H
#define GPULINT_MEMORY_TRIAL_H

#include "memory/memory.h"

struct trial {
	const struct workload *w;
	const struct catalog *catalog;
	struct workload *copy;
	struct arena arena; /* of one run */
	struct estimate estimate;
	double usable; /* trial_fit's */
	unsigned runs;
};

void trial_start(struct trial *trial, const struct workload *w,
    const struct catalog *catalog);
void trial_end(struct trial *trial);

/* Where the workload names no card, what is trained is tried on one of so many
 * bytes: what the allocator gives back stops there. */
void trial_fit(struct trial *trial, double usable);

/* Back to the facts of the workload. */
void trial_again(struct trial *trial);
void trial_set(struct trial *trial, enum fact_id id, const struct fact *value);
void trial_number(struct trial *trial, enum fact_id id, double number);

/* True where the memory could be estimated.  trial_again comes before the
 * next facts. */
bool trial_run(struct trial *trial);

/* The same facts, estimated into memory that stays: the workload's arena. */
void trial_keep(struct trial *trial, struct estimate *estimate);

#endif
