/* How far a long run is, for a person who waits at a terminal. */

#include "cli/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double first_after = 0.5, next_after = 0.1; /* seconds */

static double
seconds_since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - then->tv_sec) +
	       (double)(now.tv_nsec - then->tv_nsec) / 1e9;
}

static void
tell(void *data, size_t done, size_t count)
{
	struct progress *progress = data;
	double wait = progress->is_shown ? next_after : first_after;

	if (seconds_since(&progress->last) < wait)
		return;
	clock_gettime(CLOCK_MONOTONIC, &progress->last);
	progress->is_shown = true;
	fprintf(stderr, "\r%zu of %zu files", done, count);
}

void
progress_begin(struct progress *progress, const struct cli *cli,
    struct run *run)
{
	const char *term = getenv("TERM");

	memset(progress, 0, sizeof(*progress));
	if (cli->quiet || isatty(STDERR_FILENO) != 1 || term == NULL ||
	    strcmp(term, "dumb") == 0)
		return;
	clock_gettime(CLOCK_MONOTONIC, &progress->last);
	run->progress.tell = tell;
	run->progress.data = progress;
}

void
progress_end(struct progress *progress, struct run *run)
{
	run->progress.tell = NULL;
	if (progress->is_shown)
		fputs("\r\033[K", stderr);
}
