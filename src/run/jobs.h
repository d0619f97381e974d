/* jobs: the files of a run shared out among threads. */

#ifndef GPULINT_JOBS_H
#define GPULINT_JOBS_H

#include "run/run.h"

/* Read and check every file; each report is filled by one thread. */
void jobs_run(const struct run *run, struct file_report **files,
    size_t count);

#endif
