/*
 * layers: a document with the files it says it builds on, as its loader
 * merges them.
 *
 * Hydra's defaults list puts files of a folder at packages; NeMo-RL's
 * `defaults:` names whole files below this one.  The answer is a mapping of
 * our own making whose leaves stay the nodes they were written as, each in
 * its own file.
 */

#ifndef GPULINT_LAYERS_H
#define GPULINT_LAYERS_H

#include "dialect/dialect.h"

/* Set w->merged and w->layers where root has a defaults list that leads to
 * other files.  A file that is not there leaves a note. */
void layers_compose(struct reading *reading, struct workload *w,
    const struct dialect *dialect);

/* Lay a document over what w has so far: the last one given wins, as where
 * several files are named on one command line. */
void layers_put(struct workload *w, const struct tree *tree);

/* Lay the root over a document that stands below it: values of a chart. */
void layers_under(struct workload *w, const struct tree *tree);

/* Lay another mapping of the workload's own file over its root. */
void layers_over(struct workload *w, const struct node *top);

/* Lay the arguments of a command in source over all that w has. */
void layers_arguments(struct workload *w, const struct node *arguments,
    struct source *source);

/* The mapping whose keys count: w->merged, or the root. */
const struct node *layers_body(const struct workload *w);

/* The file that a node of the body stands in. */
struct source *layers_source(const struct workload *w, const struct node *node);

/* What is put before the dotted place of a node of that root. */
const char *layers_mount(const struct workload *w, const struct node *root);

#endif
