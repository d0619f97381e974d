/*
 * embedded: YAML that another file keeps as the text of a block scalar.
 *
 * The inner tree's spans are offsets of the outer file, so that findings
 * stand on the very line.
 */

#ifndef GPULINT_EMBEDDED_H
#define GPULINT_EMBEDDED_H

#include "dialect/dialect.h"

/* The root of the text of a literal block scalar, or NULL for another node,
 * text that is no YAML, and files too large for it. */
const struct node *embedded_root(struct reading *reading,
    const struct tree *outer, const struct node *scalar);

#endif
