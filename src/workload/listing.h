/*
 * listing: the vocabulary and a workload's facts, written out.
 *
 * For `gpulint facts`, and for the manual page of the vocabulary.  The same
 * facts give the same bytes: the order is that of facts.def, libraries after
 * them in the order they were met.
 */

#ifndef GPULINT_LISTING_H
#define GPULINT_LISTING_H

#include "workload/workload.h"

/* "train" "serve" "other" */
const char *workload_kind_name(enum workload_kind kind);

/* Lines of name, value, origin in columns; absent facts are left out. */
void listing_facts_text(struct text *out, const struct workload *w);

/* An object: NAME: {"value", "unit", "origin"}, and for an unknown one
 * "value" null with "reason". */
void listing_facts_json(struct text *out, const struct workload *w);

/* One line a fact: name, type, meaning, and the values it takes. */
void listing_vocabulary_text(struct text *out);

/* {"schema":"gpulint-vocabulary/1","facts":[{"name","type","unit","values",
 * "open","meaning"}]}; values are all there are unless open. */
void listing_vocabulary_json(struct text *out);

#endif
