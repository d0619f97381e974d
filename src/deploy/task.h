/* task: what jobs that a cloud is handed share (SkyPilot, dstack, MosaicML,
 * Azure ML, Vertex AI, Truss), and steps of pipelines: a machine, what is
 * installed on it, a script. */

#ifndef GPULINT_TASK_H
#define GPULINT_TASK_H

#include "deploy/container.h"

/* A scalar node of our own making, that stands where another one does. */
const struct node *task_node(struct arena *arena, const struct node *place,
    const char *text);

/* A variable that the platform sets. */
void task_variable(struct box *c, const char *name, const struct node *place,
    const char *value);

/* A fact that is the text of a key, such as a type of machine; nothing where
 * pair is NULL or its text empty. */
void task_text(struct box *c, enum fact_id id, const struct pair *pair);

/* A size whose bare number is of GiB, as clouds count disks and RAM; a text may
 * have a unit.  Nothing where pair is NULL. */
void task_gibibytes(struct box *c, enum fact_id id, const struct pair *pair);

/* What is run before on the same machine, which may install and write files;
 * read it first. */
void task_setup(struct box *c, const struct node *script);

/* Read the commands of a scalar or a list: server or training. */
void task_script(struct box *c, const struct node *script);

#endif
