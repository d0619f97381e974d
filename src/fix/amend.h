/*
 * amend: edits that make the file of a workload say something else.
 *
 * A value is replaced where it stands; a key that the file lacks is added
 * behind one that belongs to it, a flag behind another of the same command
 * line.  A linked file is edited where the wording is that file's.
 */

#ifndef GPULINT_AMEND_H
#define GPULINT_AMEND_H

#include "dialect/wording.h"
#include "rule/finding.h"

/* Add the edits of one wording to a fix; false where this place cannot be
 * edited, and the fix then says only a part. */
bool amend(struct fix *fix, const struct workload *w,
    const struct wording *wording, struct arena *arena);

#endif
