/*
 * loader: what loads a file may take what its syntax does not allow.
 */

#ifndef GPULINT_LOADER_H
#define GPULINT_LOADER_H

#include "dialect/dialect.h"
#include "read/tree.h"
#include "rule/card.h"

/* The gravest that the problem is worth in a file of that dialect; off where
 * its loader is known not to mind. */
enum severity loader_severity(struct source *source,
    const struct tree_problem *problem, const struct dialect *dialect);

#endif
