/* way: the way of one file, for the run and its threads.  A file report is
 * touched by one thread at a time; what they share is only read. */

#ifndef GPULINT_WAY_H
#define GPULINT_WAY_H

#include "run/run.h"

/* A report of a path, in the run's list, with its folder looked up. */
struct file_report *way_start(struct run *run, const char *path);

/* Read, recognise, link, complete, lay the target over.  source is NULL for
 * a file that is still to be opened. */
void way_read(const struct run *run, struct file_report *file,
    struct source *source);

/* Call the checks, silence, sort. */
void way_check(const struct run *run, struct file_report *file);

/* Add to the summary of the run, and to its problems. */
void way_end(struct run *run, struct file_report *file);

/* What the options and project files make of a rule: false when it is off. */
bool way_wants(const struct run *run, const struct file_report *file,
    const struct card *card, enum severity *severity);

/* Whether the rule would have spoken of a file if it had something to say. */
bool way_judged(const struct run *run, const struct file_report *file,
    const struct card *card);

/* The host's own rule: a file of ours that does not parse. */
void way_syntax(const struct run *run, struct file_report *file,
    struct source *source, const struct tree_problem *problem);

#endif
