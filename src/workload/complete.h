/*
 * complete: what follows from what is written.
 *
 * Framework defaults are set by the dialect; this room adds what every
 * dialect shares: the model's dimensions from the catalogue (or a linked
 * config.json, which the dialect room has merged by then), head_dim, world
 * size, data parallel degree, accumulation from the global batch.  Each as
 * CATALOG or DERIVED with its formula in the note; what cannot be had stays
 * absent, or unknown with the name of the one fact that is missing.
 *
 * Calling again does it over from what is said by now.
 */

#ifndef GPULINT_COMPLETE_H
#define GPULINT_COMPLETE_H

#include "catalog/catalog.h"
#include "workload/workload.h"

void workload_complete(struct workload *w, const struct catalog *catalog);

#endif
