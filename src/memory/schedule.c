/*
 * schedule: hours and money of a training run.
 *
 *	hours = tokens / tokens a second / 3600
 *	tokens a second = share x bf16 rate x GPUs / operations a token
 *	operations a token = f x active parameters + f x layers x query width
 *	                     x length
 *
 * f is 6, two for the forward and four for the backward pass of each
 * parameter, 4 where the base is frozen and its own gradients are not
 * computed, and 2 more with full recomputation (Narayanan et al. 2021,
 * section 3.5; Chowdhery et al. 2022, appendix B).  The second sum is causal
 * attention over scores and values, half of the square; f is never below 6
 * there.  A sliding window is not counted.
 *
 * The share of the dense bf16 rate that runs have reached, recomputation
 * counted as work, lies between 21.3 % (GPT-3, Chowdhery et al. 2022, table
 * 3) and 79.3 % (13 B parameters on 8 A100; mosaicml/llm-foundry
 * scripts/train/benchmarking/README.md, which has 32 to 59 % for H100).  Low
 * and high hours are those of these ends; the one number is their geometric
 * middle, at 41 %.  Unpacking of quantised weights, offload and slow networks
 * are not counted: they lie beyond the high end.
 *
 * Tokens: train.tokens; else steps x global batch x length; else tokens or
 * samples of the data set x epochs.  Rows count in full length.
 *
 * Money: hours x GPUs x the least price of one such GPU an hour among the
 * catalogue's machine types, or that of target.instance.
 */

#include "memory/job.h"

#include <math.h>
#include <string.h>

static const double share_low = 0.213, share_high = 0.793;

void
memory_shares(double *low, double *high)
{
	*low = share_low;
	*high = share_high;
}

static double
tokens_of(const struct job *job)
{
	const struct workload *w = job->w;
	double length = fact_number(w, F_TRAIN_SEQ_LEN, 0);
	double epochs = fact_number(w, F_TRAIN_EPOCHS, 1);
	double steps = fact_number(w, F_TRAIN_MAX_STEPS, 0);
	double global = fact_number(w, F_TRAIN_GLOBAL_BATCH,
	    job->batch.rows * job->cut.data *
		fact_number(w, F_TRAIN_ACCUMULATION, 1));

	if (fact_known(w, F_TRAIN_TOKENS))
		return fact_number(w, F_TRAIN_TOKENS, 0);
	if (steps > 0)
		return steps * global * length;
	if (fact_known(w, F_DATA_TOKENS))
		return fact_number(w, F_DATA_TOKENS, 0) * epochs;
	return fact_number(w, F_DATA_SAMPLES, 0) * length * epochs;
}

static double
operations(const struct job *job)
{
	const struct shape *s = &job->s;
	double again = job->checkpointing ? 2 : 0;
	double length = fact_number(job->w, F_TRAIN_SEQ_LEN, 0);

	return ((job->state.frozen ? 4 : 6) + again) * s->active +
	       (6 + again) * s->layers * s->query * length;
}

/* Of one GPU an hour; 0 where nobody publishes one. */
static double
price_of(const struct job *job, const struct gpu *gpu)
{
	const char *name = fact_text(job->w, F_TARGET_INSTANCE);
	double least = 0;

	for (size_t i = 0; i < job->catalog->instances_count; i++) {
		const struct instance *in = &job->catalog->instances[i];
		double each;

		if (in->gpu == NULL || strcmp(in->gpu, gpu->name) != 0 ||
		    in->gpus < 1 || in->price_usd_hour <= 0)
			continue;
		each = in->price_usd_hour / in->gpus;
		if (*name != '\0' && strcmp(in->name, name) == 0)
			return each;
		if (least <= 0 || each < least)
			least = each;
	}
	return least;
}

/* The catalogue's rate is that of bf16: nothing is known of fp32. */
static const struct gpu *
timed_gpu(const struct job *job)
{
	const char *name = fact_text(job->w, F_TARGET_GPU);
	const struct gpu *gpu;

	if (*name == '\0' || job->catalog == NULL ||
	    fact_is(job->w, F_TRAIN_PRECISION, "fp32"))
		return NULL;
	gpu = catalog_gpu(job->catalog, name, NULL);
	return gpu != NULL && gpu->bf16_tflops > 0 ? gpu : NULL;
}

void
schedule_estimate(struct job *job)
{
	const struct gpu *gpu = timed_gpu(job);
	struct estimate *e = job->e;
	double rate, middle = sqrt(share_low * share_high), price;

	e->tokens = tokens_of(job);
	e->flops_per_token = operations(job);
	if (gpu == NULL || !(e->flops_per_token > 0))
		return;
	rate = gpu->bf16_tflops * 1e12 * job->cut.gpus / e->flops_per_token;
	e->tokens_per_second = rate * middle;
	if (!(e->tokens > 0))
		return;
	e->hours = e->tokens / (rate * middle) / 3600;
	e->hours_low = e->tokens / (rate * share_high) / 3600;
	e->hours_high = e->tokens / (rate * share_low) / 3600;
	price = price_of(job, gpu) * job->cut.gpus;
	e->cost_usd = e->hours * price;
	e->cost_low = e->hours_low * price;
	e->cost_high = e->hours_high * price;
}
