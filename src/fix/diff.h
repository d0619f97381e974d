/* diff: two texts as a unified patch, as diff -u and git print it. */

#ifndef GPULINT_DIFF_H
#define GPULINT_DIFF_H

#include "base/text.h"

/* Nothing is added where the texts are equal.  path stands behind a/ and
 * b/.  Past a few thousand differing lines the middle is one hunk. */
void diff_unified(struct text *out, const char *path, const char *old,
    size_t old_size, const char *new, size_t new_size);

#endif
