/*
 * native: the workload file, `gpulint: workload/1`.
 *
 * The vocabulary itself as YAML or JSON: nested keys are the dotted names of
 * facts.def, values are what people write (fact_from_text).  A key that is
 * none, or a value that cannot be read, becomes a problem of the workload;
 * the facts that can be read stay.
 */

#ifndef GPULINT_NATIVE_H
#define GPULINT_NATIVE_H

#include "workload/workload.h"

/* The key that says so, and the value this program reads. */
#define NATIVE_KEY "gpulint"
#define NATIVE_FORM "workload/1"

struct workload *native_read(struct arena *arena, const struct tree *tree,
    const struct node *root);

#endif
