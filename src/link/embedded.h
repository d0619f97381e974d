/*
 * embedded: YAML that another file keeps as the text of a scalar.
 *
 * Of a literal block scalar the inner tree's spans are offsets of the outer
 * file, so that findings stand on the very line; of any other every node
 * stands where the whole scalar does.
 */

#ifndef GPULINT_EMBEDDED_H
#define GPULINT_EMBEDDED_H

#include "dialect/dialect.h"

/* The tree of a scalar's text, which stands in source; NULL for another
 * node, text that is no YAML, and files too large for it. */
const struct tree *embedded_tree(struct reading *reading, struct source *source,
    const struct node *scalar);

/* Put all nodes below a root where a scalar stands as a whole. */
void embedded_place(const struct node *root, struct span span);

/* Whether edits may touch the nodes of that tree. */
bool embedded_is_exact(const struct node *scalar);

/* Leave no fact of w on a node that stands for the whole scalar. */
void embedded_blur(struct workload *w, const struct node *scalar);

#endif
