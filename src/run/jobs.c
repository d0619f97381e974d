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

static void *
work(void *arg)
{
	struct queue *queue = arg;
	size_t i;

	while ((i = atomic_fetch_add(&queue->next, 1)) < queue->count) {
		way_read(queue->run, queue->files[i], NULL);
		way_check(queue->run, queue->files[i]);
	}
	return NULL;
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
	work(&queue);
	while (started-- > 0)
		pthread_join(threads[started], NULL);
}
