/*
 * outcome: what comes of a job, as against how it is computed.
 *
 * An edit is safe only where this stays: the model and its precision, what
 * is trained on how much in which order of batches, and what a server
 * answers with.  Memory, speed, kernels, placement and saving may change.
 */

#ifndef GPULINT_OUTCOME_H
#define GPULINT_OUTCOME_H

#include "workload/workload.h"

/* True where every fact of the outcome that the old workloads know has the
 * same value in the new ones, one by one. */
bool outcome_is_same(const struct workload *before,
    const struct workload *after);

#endif
