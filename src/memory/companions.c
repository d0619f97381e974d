/*
 * companions: frozen models that stay on the GPU beside the trained one:
 * teachers, reward models, a critic between its turns.  A catalogue row gives
 * their size; sharded jobs prepare them as they prepare the trained model
 * (huggingface/trl@f2cd577 trl/models/utils.py, prepare_deepspeed, and
 * accelerator.prepare_model).
 */

#include "base/number.h"
#include "memory/job.h"

#include <math.h>
#include <string.h>

/* "ID" is held as the trained model was loaded, "ID@12" with so many bytes a
 * parameter. */
struct companion {
	const char *id;
	double each; /* 0: as the trained model */
};

static struct companion
companion_of(const struct job *job, const char *item)
{
	const char *at = strrchr(item, '@');
	struct companion c = { item, 0 };

	if (at != NULL && number_parse(at + 1, strlen(at + 1), &c.each) &&
	    c.each > 0)
		c.id = arena_copy(job->w->arena, item, (size_t)(at - item));
	return c;
}

/* Parameters, and those of them that no method packs; 0 where nobody knows. */
static double
size_of(const struct job *job, const char *id, double *ends)
{
	const struct model *row;
	bool exact = false;

	*ends = job->local.embedding + job->local.head;
	if (strcmp(id, fact_text(job->w, F_MODEL_ID)) == 0)
		return job->s.total;
	row = catalog_model(job->catalog, id, &exact);
	if (row == NULL || !exact || row->params <= 0)
		return 0;
	*ends = row->vocab * row->hidden;
	return row->params;
}

/* Gradients and states beside weights, where the stages before the third share
 * out some of these and not the others. */
static bool
is_cut_unevenly(const struct job *job, const struct companion *c)
{
	const char *sharding = fact_text(job->w, F_PARALLEL_SHARDING);

	return c->each > 4 && (strcmp(sharding, "zero1") == 0 ||
				  strcmp(sharding, "zero2") == 0);
}

bool
companions_read(struct job *job)
{
	const struct fact *fact = workload_fact(job->w, F_TRAIN_OTHER_MODELS);
	const struct state *st = &job->state;

	job->companions = 0;
	for (size_t i = 0; fact->state == FACT_KNOWN && i < fact->list_length;
	     i++) {
		struct companion c = companion_of(job, fact->list[i]);
		double ends, n = size_of(job, c.id, &ends), bytes;

		if (n <= 0)
			return job_unknown(job, F_TRAIN_OTHER_MODELS,
			    "how large %.100s is, which stays on the GPU, is "
			    "not known",
			    c.id);
		if (is_cut_unevenly(job, &c))
			return job_unknown(job, F_TRAIN_OTHER_MODELS,
			    "how the states of %.100s are shared out is not "
			    "followed",
			    c.id);
		bytes = n * (c.each > 0 ? c.each : st->loaded);
		if (c.each <= 0 && st->packed > 0)
			bytes =
			    fmax(0, n - ends) * st->packed + ends * st->loaded;
		job->companions += bytes;
	}
	job->companions /= shards_of(job, SHARD_ZERO3);
	return true;
}
