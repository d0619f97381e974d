/*
 * try: one fix of a checked file, applied in memory and checked again
 * (prove.h says what must hold then).
 */

#ifndef GPULINT_TRY_H
#define GPULINT_TRY_H

#include "base/text.h"
#include "run/run.h"

/* A file whose fixes are tried: each costs as much as linting it. */
struct proof {
	struct run *run;
	const struct file_report *of; /* as it is in the run */
	const struct stand_in *made; /* what the fixes before made of files */
	size_t tries, bytes;
};

/* The file that all edits of a fix go to, so that it can be written in one
 * step; NULL where they go to several. */
const struct source *fix_source(const struct fix *fix);

/* What a fix makes of a file, to be given to run_forget; NULL where it does
 * not hold, or the tries are used up.  made: the bytes of the edited file
 * then.  A fix that changes what comes of the job is no longer safe. */
struct file_report *fix_try(struct proof *proof, const struct file_report *file,
    const struct finding *f, struct fix *fix, struct text *made);

#endif
