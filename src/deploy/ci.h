/* ci: what ci*.c share, and nobody else. */

#ifndef GPULINT_CI_H
#define GPULINT_CI_H

#include "deploy/container.h"

/* The machine that a runner's label tells of: "linux.g5.12xlarge.nvidia.gpu",
 * "l40s-4gpu", "linux-mi300-gpu-1". */
void ci_runner(struct box *c, const struct node *label);

void ci_read_github(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect);
void ci_read_gitlab(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect);

#endif
