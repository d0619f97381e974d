/*
 * What must be known before a sum is worth anything.
 *
 * A setting that is there but cannot be read (`auto`, an interpolation, a
 * feature that is not modelled) may change the sum by a multiple; a sharded
 * job on nobody knows how many GPUs can be any size.  Then the estimate is
 * unknown: a wrong overflow costs more trust than a missing one.
 */

#include "memory/job.h"

#include <string.h>

/* Facts that multiply: known or absent, but never unknown.  Of the first
 * ones depends what is written, too. */
static const enum fact_id decisive[] = { F_TRAIN_METHOD, F_TRAIN_OPTIMIZER,
	F_QUANT_METHOD, F_TRAIN_LORA_RANK, F_MODEL_DENSE_LAYERS,
	F_TRAIN_OFFLOAD_OPTIMIZER, F_TRAIN_OFFLOAD_PARAMS,
	F_TRAIN_OFFLOAD_ACTIVATIONS, F_TRAIN_REFERENCE_MODEL,
	F_TRAIN_OTHER_MODELS, F_PARALLEL_SHARDING, F_PARALLEL_TENSOR,
	F_PARALLEL_PIPELINE, F_PARALLEL_FIRST_STAGE_LAYERS, F_PARALLEL_EXPERT,
	F_PARALLEL_CONTEXT };
enum { DECIDE_WRITTEN = 5 };

static const enum fact_id decisive_in_serving[] = { F_SERVE_MAX_LEN,
	F_SERVE_MAX_SEQS, F_SERVE_BATCH, F_SERVE_PROMPT_LEN, F_SERVE_NEW_TOKENS,
	F_SERVE_MAX_BATCHED_TOKENS, F_SERVE_MEMORY_FRACTION, F_SERVE_KV_DTYPE,
	F_SERVE_GPU_LAYERS, F_SERVE_UBATCH, F_SERVE_KV_BYTES,
	F_SERVE_CPU_OFFLOAD, F_QUANT_BITS, F_QUANT_GGUF_TYPE };

static bool
is_sharded(const struct workload *w)
{
	const char *sharding = fact_text(w, F_PARALLEL_SHARDING);

	return *sharding != '\0' && strcmp(sharding, "none") != 0 &&
	       strcmp(sharding, "ddp") != 0;
}

static bool
is_full(const struct workload *w)
{
	return fact_is(w, F_TRAIN_METHOD, "full") ||
	       workload_fact(w, F_TRAIN_METHOD)->state == FACT_ABSENT;
}

bool
is_packed_by_bitsandbytes(const struct job *job)
{
	return strncmp(fact_text(job->w, F_QUANT_METHOD), "bnb-", 4) == 0;
}

/* What is trained, and what its optimizer keeps. */
static bool
is_certain_of_training(struct job *job)
{
	const struct workload *w = job->w;
	const char *optimizer = fact_text(w, F_TRAIN_OPTIMIZER);

	if (fact_is(w, F_TRAIN_METHOD, "freeze"))
		return job_unknown(job, F_TRAIN_METHOD,
		    "how many of its layers are trained is not known");
	if (workload_fact(w, F_TRAIN_METHOD)->state == FACT_ABSENT &&
	    is_packed_by_bitsandbytes(job))
		return job_unknown(job, F_TRAIN_METHOD,
		    "what is trained over packed weights is not said");
	/* An adapter's states are small whatever the optimizer keeps. */
	if (is_full(w) && *optimizer != '\0' && !optimizer_is_known(optimizer))
		return job_unknown(job, F_TRAIN_OPTIMIZER,
		    "what %s keeps for each parameter is not known",
		    arena_string(w->arena, optimizer));
	return true;
}

bool
job_is_certain(struct job *job)
{
	const struct workload *w = job->w;

	for (size_t i = 0; i < sizeof(decisive) / sizeof(*decisive); i++)
		if (workload_fact(w, decisive[i])->state == FACT_UNKNOWN)
			return job_lacks(job, decisive[i]);
	for (size_t i = 0;
	     w->kind == WORKLOAD_SERVE &&
	     i < sizeof(decisive_in_serving) / sizeof(*decisive_in_serving);
	     i++)
		if (workload_fact(w, decisive_in_serving[i])->state ==
		    FACT_UNKNOWN)
			return job_lacks(job, decisive_in_serving[i]);
	if (w->kind != WORKLOAD_TRAIN)
		return true;
	if (workload_fact(w, F_LOAD_DTYPE)->state == FACT_UNKNOWN &&
	    !fact_known(w, F_QUANT_METHOD))
		return job_lacks(job, F_LOAD_DTYPE);
	if (is_sharded(w) && !fact_known(w, F_PARALLEL_GPUS))
		return job_lacks(job, F_PARALLEL_GPUS);
	return is_certain_of_training(job);
}

bool
job_writes_certainly(const struct job *job)
{
	struct estimate unused = { 0 };
	struct job copy = *job;

	for (size_t i = 0; i < DECIDE_WRITTEN; i++)
		if (workload_fact(job->w, decisive[i])->state == FACT_UNKNOWN)
			return false;
	copy.e = &unused;
	return job->w->kind == WORKLOAD_TRAIN && is_certain_of_training(&copy);
}
