/* ray_serve: the language models among Ray Serve's applications. */

#ifndef GPULINT_RAY_SERVE_H
#define GPULINT_RAY_SERVE_H

#include "dialect/dialect.h"

/* A workload for each of their llm_configs.  root may stand in the text of a
 * scalar of the tree, or text is NULL. */
void ray_serve_applications(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct node *text,
    const struct dialect *dialect);

#endif
