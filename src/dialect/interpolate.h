/*
 * interpolate: what ${...} stands for where OmegaConf reads a file.
 *
 * ${a.b} and ${.x} are looked up in the document and what it builds on;
 * oc.select, oc.env with a default, oc.decode and the arithmetic that
 * frameworks register are worked out.  The environment and other resolvers
 * are not known here.
 */

#ifndef GPULINT_INTERPOLATE_H
#define GPULINT_INTERPOLATE_H

#include "workload/workload.h"

/* The node that value stands for: another node of the document, a scalar
 * with the references in its text filled in, or what value is where it has
 * none.  Aliases are followed.  NULL and the reason where it is not known. */
const struct node *interpolate(const struct workload *w,
    const struct node *value, const char **why);

#endif
