/* link: from a key's value to the facts of the file it names. */

#ifndef GPULINT_LINK_H
#define GPULINT_LINK_H

#include "dialect/dialect.h"

/* Read what a key names, or holds inline, as that dialect, and merge its
 * facts into w.  What cannot be read leaves a note. */
void link_follow(struct reading *reading, struct workload *w,
    const char *dialect, const struct pair *pair);

/* Read several files as one document of that dialect, the later over the
 * earlier, as where all are named on one command line. */
void link_follow_files(struct reading *reading, struct workload *w,
    const char *dialect, const struct tree *const *trees, size_t count);

/* A part of w by its own dialect: the document of a tree, or NULL, with the
 * arguments of a command in source laid over it, or NULL.  Facts may be set
 * in it before it is merged. */
struct workload *link_part(struct reading *reading, const struct workload *w,
    const struct dialect *dialect, const struct tree *tree,
    const struct node *arguments, struct source *source);

/* The facts of a part, its own dialect's defaults among them, merged into w. */
void link_merge(struct reading *reading, struct workload *w,
    struct workload *part, const struct dialect *dialect);

/* How a model is shared out by a file that is not there: what its name says
 * of that (zero3.json, ds_z2_config.json, fsdp_config.yaml, multi_gpu.yaml);
 * what it does not say nobody knows. */
void link_named_sharding(struct workload *w, const char *path,
    const struct origin *origin);

/* The real path that a link names, looked for in the file's folder and then,
 * if asked, in those above it, never above the root; "" where what is there
 * lies outside; NULL where nothing is there. */
const char *link_find(struct reading *reading, const char *from,
    const char *path, bool directory, bool above);

/* Whether a real path is a folder or lies below it. */
bool link_is_below(const char *real, const char *folder);

/* A real path as messages spell it: below the working directory without the
 * way there. */
const char *link_spelt(struct arena *arena, const char *real);

#endif
