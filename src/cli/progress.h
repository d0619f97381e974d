/* progress: a line on standard error that counts files, only where that is a
 * terminal and the work takes long; it is wiped before anything is said. */

#ifndef GPULINT_PROGRESS_H
#define GPULINT_PROGRESS_H

#include "cli/cli.h"

#include <time.h>

struct progress {
	struct timespec last; /* when it was shown, or the work began */
	bool is_shown;
};

void progress_begin(struct progress *progress, const struct cli *cli,
    struct run *run);
void progress_end(struct progress *progress, struct run *run);

#endif
