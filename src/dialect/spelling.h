/*
 * spelling: the words that frameworks write for one and the same thing.
 *
 * Shared by all dialects, so that no data file repeats the names of dtypes,
 * optimizers, attention kernels and projections.  A data file's own values
 * come before these.
 */

#ifndef GPULINT_SPELLING_H
#define GPULINT_SPELLING_H

#include "workload/fact.h"

/* Our word for what is written of a fact, or NULL where it has no other
 * spelling than its own. */
const char *spelling_of(enum fact_id id, const char *written);

/* The first spelling that means our word, or the word itself. */
const char *spelling_written(enum fact_id id, const char *meant);

/* Adapted matrices: "q_proj" adds q, as does "self_attn.q_proj";
 * "gate_up_proj" adds gate and up.  What is no known projection is kept.  At most 4 words. */
size_t spelling_targets(const char *written, const char *words[4]);

#endif
