/* value: what is written, as the value of a fact. */

#ifndef GPULINT_VALUE_H
#define GPULINT_VALUE_H

#include "dialect/scalar.h"
#include "workload/fact.h"

/* Why a text says nothing before the job runs, or NULL: auto, ${X}, ???. */
const char *value_mystery(struct arena *arena, const char *text);

/* "TEXT is WHAT", of a text cut to a sensible length. */
const char *value_trouble(struct arena *arena, const char *text,
    const char *what);

/* Read a node for a fact's type into fact; NULL, or why it cannot be. */
const char *value_read(struct arena *arena, struct fact *fact, enum fact_id id,
    const struct node *node, const struct scalar *scalar);

#endif
