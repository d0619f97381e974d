/*
 * host: what the job needs beside the GPU.
 *
 * RAM: each process holds torch and its libraries, and what is offloaded
 * (DeepSpeed keeps fp32 states and a 16 bit copy pinned: docs of
 * estimate_zero3_model_states_mem_needs).  Disk: the downloaded weights, and
 * the checkpoints that are kept, each of the trained weights and, unless only
 * the model is saved, its optimizer states.  Hours: 6 operations for each
 * active parameter and token, a third more with full recomputation, 4 where
 * the base is frozen (Narayanan et al. 2021, section 3.5), at 40 % of the
 * GPU's dense bf16 rate: what published runs reach lies between 30 and 55 %.
 */

#include "memory/job.h"

#include <math.h>
#include <string.h>

static const double utilisation = 0.4;

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
price_of(const struct job *job, const struct gpu *gpu)
{
	double least = 0;

	for (size_t i = 0; i < job->catalog->instances_count; i++) {
		const struct instance *in = &job->catalog->instances[i];
		double each;

		if (in->gpu == NULL || strcmp(in->gpu, gpu->name) != 0 ||
		    in->gpus < 1 || in->price_usd_hour <= 0)
			continue;
		each = in->price_usd_hour / in->gpus;
		if (least <= 0 || each < least)
			least = each;
	}
	return least;
}

static void
add_time(struct job *job)
{
	const char *name = fact_text(job->w, F_TARGET_GPU);
	const struct gpu *gpu =
	    *name != '\0' ? catalog_gpu(job->catalog, name, NULL) : NULL;
	double work, tokens = tokens_of(job), each = 6;

	if (gpu == NULL || gpu->bf16_tflops <= 0 || tokens <= 0)
		return;
	if (job->state.frozen)
		each = 4;
	if (job->checkpointing)
		each += 2;
	work = each * job->s.active * tokens;
	job->e->hours =
	    work / (gpu->bf16_tflops * 1e12 * utilisation * job->cut.gpus) /
	    3600;
	job->e->cost_usd = job->e->hours * job->cut.gpus * price_of(job, gpu);
}

static double
checkpoint_bytes(const struct job *job)
{
	const struct state *st = &job->state;
	double n = st->frozen ? job->local.adapters : job->s.total;
	double each = st->frozen ? st->adapter : st->trained;

	if (!fact_flag(job->w, F_SAVE_ONLY_MODEL, false))
		each += st->master + st->optimizer;
	return n * each;
}

static double
kept_checkpoints(const struct job *job)
{
	double total = fact_number(job->w, F_SAVE_TOTAL, 0);
	double keep = fact_number(job->w, F_SAVE_KEEP, total);

	if (total > 0 && keep > total)
		keep = total;
	return keep > 0 ? keep : 1;
}

void
host_estimate(struct job *job)
{
	struct estimate *e = job->e;
	const struct workload *w = job->w;
	double nodes = fmax(1, fact_number(w, F_PARALLEL_NODES, 1));
	double processes = fmax(1, job->cut.gpus / nodes);
	double each =
	    job->state.packed > 0 ? job->state.packed : job->state.weight;

	e->weights_total =
	    (job->s.total - job->s.embedding - job->s.head_weights) * each +
	    (job->s.embedding + job->s.head_weights) * job->state.weight;
	e->host_ram_bytes = processes * 3 * GIB + e->weights_total;
	e->disk_bytes = e->weights_total;
	if (w->kind != WORKLOAD_TRAIN)
		return;
	e->checkpoint_bytes = checkpoint_bytes(job);
	e->disk_bytes += e->checkpoint_bytes * kept_checkpoints(job);
	if (fact_is(w, F_TRAIN_OFFLOAD_OPTIMIZER, "cpu"))
		e->host_ram_bytes += job->s.total * 16 / nodes;
	if (fact_is(w, F_TRAIN_OFFLOAD_PARAMS, "cpu"))
		e->host_ram_bytes += job->s.total * 2 / nodes;
	add_time(job);
}
