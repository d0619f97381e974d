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
