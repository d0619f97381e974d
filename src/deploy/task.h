/* task: what cloud tasks (SkyPilot, dstack, MosaicML) share: a GPU by name
 * and number, an image, a script. */

#ifndef GPULINT_TASK_H
#define GPULINT_TASK_H

#include "deploy/container.h"

/* A scalar node of our own making, that stands where another one does. */
const struct node *task_node(struct arena *arena, const struct node *place,
    const char *text);

/* A variable that the platform sets. */
void task_variable(struct box *c, const char *name, const struct node *place,
    const char *value);

/* What is run before on the same machine, which may install and write files;
 * read it first. */
void task_setup(struct box *c, const struct node *script);

/* Read the commands of a scalar or a list: server or training. */
void task_script(struct box *c, const struct node *script);

#endif
