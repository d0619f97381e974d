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
 *
 * A fix edits one file: the linted one, or one that its links lead to.  Then
 * nothing may come to that file by itself either, nor to any other of the run
 * that was read from it.
 */

#ifndef GPULINT_PROVE_H
#define GPULINT_PROVE_H

#include "run/run.h"

/* Try all fixes of a checked file, mark those that hold as proven and take
 * the others away. */
void fix_prove(struct run *run, struct file_report *file);

/* What fixes made of one file. */
struct fixed {
	const struct source *source; /* as it was read */
	const char *bytes; /* as they leave it */
	size_t size;
	size_t count; /* of fixes */
	struct fixed *next;
};

/*
 * Apply proven fixes one after another, each to what the last one left,
 * until none is left; unsafe ones too where asked for.  Those of the file
 * itself come first, then those of each linked one: written in the order of
 * the list, what is on the disk was proven whenever that ends.  What is still
 * found then goes to after.  NULL where nothing applied.
 */
struct fixed *fix_apply(struct run *run, struct file_report *file, bool unsafe,
    struct file_report **after);

#endif
