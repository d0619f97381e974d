/*
 * prove: an edit is offered only after it was tried.
 *
 * Each fix is applied in memory, the result read, recognised and checked
 * again: its finding must be gone and no other may have come, of any
 * severity, and every node and comment outside the edits must be
 * what it was (rest.h).  Edits leave every byte outside their spans alone by
 * construction (edit.h).  One that changes what comes of the job (outcome.h)
 * is not safe.  How often a file is tried is bounded: what is over that is
 * not offered.
 */

#ifndef GPULINT_PROVE_H
#define GPULINT_PROVE_H

#include "base/text.h"
#include "run/run.h"

/* Try all fixes of a checked file, mark those that hold as proven and take
 * the others away. */
void fix_prove(struct run *run, struct file_report *file);

/*
 * Apply proven fixes one after another, each to what the last one left,
 * until none is left; unsafe ones too where asked for.  The bytes that come
 * out go to out (the old ones where nothing applied), and what is still
 * found in them to after.  Returns how many fixes were applied.
 */
size_t fix_apply(struct run *run, struct file_report *file, bool unsafe,
    struct text *out, struct file_report **after);

#endif
