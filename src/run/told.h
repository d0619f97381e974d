/*
 * told: what several files of a run say alike is said once.
 *
 * A finding may stand in a file that several are linked to, and each of them
 * has it.  That file itself tells it where it is linted and has it too, or
 * else the first of the others; in the rest it stays, for what fixes are held
 * against, but is neither shown nor counted.
 */

#ifndef GPULINT_TOLD_H
#define GPULINT_TOLD_H

#include "run/run.h"

/* Mark the findings of all files of the run that another one tells. */
void told_mark(struct run *run);

#endif
