/*
 * model: what the catalogue knows of a workload's model.
 *
 * Written dimensions win; where one differs from the row's, the row's sums
 * (model.params) do not hold any more and are not taken.
 */

#ifndef GPULINT_MODEL_H
#define GPULINT_MODEL_H

#include "catalog/catalog.h"
#include "workload/workload.h"

void model_complete(struct workload *w, const struct catalog *catalog);

#endif
