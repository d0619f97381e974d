/* Threads take the next file from a common counter. */

#include "run/jobs.h"
#include "run/way.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum {
	JOB_LIMIT = 256,
	FILES_PER_JOB = 32 /* a thread for fewer costs more than it saves */
};

struct queue {
	const struct run *run;
	struct file_report **files;
	size_t count;
	atomic_size_t next;
};

/* False when none is left. */
static bool
work_next(struct queue *queue)
{
	size_t i = atomic_fetch_add(&queue->next, 1);

	if (i >= queue->count)
		return false;
	way_read(queue->run, queue->files[i], NULL);
	way_check(queue->run, queue->files[i]);
	return true;
}

static void *
work(void *arg)
{
	struct queue *queue = arg;

	while (work_next(queue))
		;
	return NULL;
}

/* The same for the thread that is asked how far all of them are. */
static void
work_and_tell(struct queue *queue)
{
	const struct run *run = queue->run;
	size_t begun;

	while (work_next(queue)) {
		begun = atomic_load(&queue->next);
		if (run->progress.tell != NULL)
			run->progress.tell(run->progress.data,
			    begun < queue->count ? begun : queue->count,
			    queue->count);
	}
}

static size_t
count_jobs(const struct run *run, size_t files)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	size_t jobs = run->options.jobs;

	if (jobs == 0) {
		jobs = cpus < 1 ? 1 : (size_t)cpus;
		if (jobs > 1 + files / FILES_PER_JOB)
			jobs = 1 + files / FILES_PER_JOB;
	}
	if (jobs > files)
		jobs = files;
	return jobs > JOB_LIMIT ? JOB_LIMIT : jobs;
}

void
jobs_run(const struct run *run, struct file_report **files, size_t count)
{
	struct queue queue = { .run = run, .files = files, .count = count };
	pthread_t threads[JOB_LIMIT];
	size_t wanted = count_jobs(run, count), started = 0;

	atomic_init(&queue.next, 0);
	while (started + 1 < wanted &&
	       pthread_create(&threads[started], NULL, work, &queue) == 0)
		started++;
	work_and_tell(&queue);
	while (started-- > 0)
		pthread_join(threads[started], NULL);
}
