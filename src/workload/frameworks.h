/*
 * frameworks: what a framework does to memory where nobody says otherwise.
 *
 * Dtypes of weights, of what is trained, of gradients and optimizer states,
 * as each framework's source has them, with the version they were read at.
 * Defaults of single keys stand in the dialects' data files; here is what
 * follows from several facts together, for files of any dialect.
 */

#ifndef GPULINT_FRAMEWORKS_H
#define GPULINT_FRAMEWORKS_H

#include "workload/workload.h"

void frameworks_complete(struct workload *w);

#endif
