/*
 * sibling: the world of a job, told by the files around its own.
 *
 * A training file seldom says on how many GPUs it runs, or on which.  The
 * task, manifest or pipeline that starts it does, and so does the launcher's
 * file beside it where there is one only.  What they say is an assumption:
 * its origin is derived, and names the file and line.
 */

#ifndef GPULINT_SIBLING_H
#define GPULINT_SIBLING_H

#include "dialect/dialect.h"

/* Fill in what the workload does not say of GPUs, nodes and machine. */
void sibling_facts(struct reading *reading, struct workload *w);

#endif
