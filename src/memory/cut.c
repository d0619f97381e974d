/*
 * cut: over how many GPUs a job is spread, and what one of them is given.
 *
 * Defaults are those of the frameworks' own documentation: Trainer's batch of
 * 8 (transformers/training_args.py), TRL's length of 1024 (trl/trainer/
 * sft_config.py), the templates of axolotl, LLaMA-Factory, ms-swift and
 * unsloth.
 */

#include "memory/job.h"

#include <math.h>
#include <string.h>

static double
at_least_one(const struct workload *w, enum fact_id id)
{
	double n = fact_number(w, id, 1);

	return n >= 1 && n < 1e7 ? n : 1;
}

static enum sharding
sharding_of(const struct workload *w)
{
	static const struct {
		const char *name;
		enum sharding sharding;
	} rows[] = {
		{ "zero1", SHARD_ZERO1 },
		{ "zero2", SHARD_ZERO2 },
		{ "zero3", SHARD_ZERO3 },
		{ "fsdp", SHARD_FSDP },
		{ "hsdp", SHARD_FSDP },
		{ "fsdp-grad-op", SHARD_FSDP_GRAD_OP },
		{ "distopt", SHARD_DISTOPT },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (fact_is(w, F_PARALLEL_SHARDING, rows[i].name))
			return rows[i].sharding;
	return SHARD_NONE;
}

/* Megatron-LM deals a global batch out in micro batches and has no replica
 * without one (core/num_microbatches_calculator.py). */
static double
replicas(const struct job *job)
{
	double global = fact_number(job->w, F_TRAIN_GLOBAL_BATCH, 0);
	double micro = fact_number(job->w, F_TRAIN_MICRO_BATCH, 0);

	if (!is_framework(job, "megatron nemo") || global < 1 || micro < 1)
		return INFINITY;
	return fmax(1, floor(global / micro));
}

/* Megatron-LM's default is the tensor degree, ms-swift's is 1.  vLLM spreads
 * experts over the replicas too, whole or in parts (vllm/model_executor/
 * layers/fused_moe/config.py, FusedMoEParallelConfig.make). */
static double
default_expert_tensor(const struct job *job)
{
	const struct cut *c = &job->cut;

	if (is_framework(job, "ms-swift"))
		return 1;
	if (job->w->kind == WORKLOAD_SERVE &&
	    fact_is(job->w, F_SERVE_ENGINE, "vllm"))
		return c->tensor * at_least_one(job->w, F_PARALLEL_DATA);
	return c->tensor;
}

void
cut_read(struct job *job)
{
	const struct workload *w = job->w;
	struct cut *c = &job->cut;
	double rest;

	c->gpus = at_least_one(w, F_PARALLEL_GPUS);
	c->tensor = at_least_one(w, F_PARALLEL_TENSOR);
	c->pipeline = at_least_one(w, F_PARALLEL_PIPELINE);
	c->context = at_least_one(w, F_PARALLEL_CONTEXT);
	c->expert = at_least_one(w, F_PARALLEL_EXPERT);
	if (c->expert > job->s.experts && job->s.experts > 0)
		c->expert = job->s.experts;
	c->virtual_stages = at_least_one(w, F_PARALLEL_VIRTUAL_PIPELINE);
	c->first_layers = fact_number(w, F_PARALLEL_FIRST_STAGE_LAYERS, 0);
	c->last_layers = fact_number(w, F_PARALLEL_LAST_STAGE_LAYERS, 0);
	/* torchtitan cuts norms along the sequence wherever it has tensor
	 * parallelism (torchtitan/models/llama3/parallelize.py) */
	c->sequence = fact_flag(w, F_PARALLEL_SEQUENCE,
	    c->tensor > 1 && is_framework(job, "torchtitan"));
	c->expert_tensor = fact_number(w, F_PARALLEL_EXPERT_TENSOR,
	    default_expert_tensor(job));
	if (c->expert_tensor < 1 ||
	    c->expert_tensor * c->expert * c->pipeline > c->gpus)
		c->expert_tensor = 1;
	if (c->pipeline > job->s.layers)
		c->pipeline = job->s.layers;
	rest = floor(c->gpus / (c->tensor * c->pipeline * c->context));
	c->data = fact_known(w, F_PARALLEL_DATA)
		      ? at_least_one(w, F_PARALLEL_DATA)
		      : fmax(rest, 1);
	c->data = fmin(c->data, replicas(job));
	c->sharding = sharding_of(w);
	c->shards = c->sharding == SHARD_NONE ? 1 : c->data * c->context;
	if (fact_known(w, F_PARALLEL_SHARD_GROUPS))
		c->shard_groups = at_least_one(w, F_PARALLEL_SHARD_GROUPS);
	else if (fact_is(w, F_PARALLEL_SHARDING, "hsdp"))
		c->shard_groups = at_least_one(w, F_PARALLEL_NODES);
	else
		c->shard_groups = 1;
	c->shards = fmax(1, floor(c->shards / c->shard_groups));
	c->first = c->last = true;
	if (c->pipeline > 1) {
		c->last = fact_is(w, F_PARALLEL_RANK, "last");
		c->first = !c->last;
	}
}

bool
is_flat(const struct job *job)
{
	return job->state.deepspeed && (job->cut.sharding == SHARD_ZERO1 ||
					   job->cut.sharding == SHARD_ZERO2);
}

/* Documented defaults for what a file leaves open. */
static double
default_rows(const struct job *job)
{
	if (is_framework(job, "transformers trl peft llamafactory"))
		return 8;
	if (is_framework(job, "axolotl litgpt ms-swift xtuner torchtune"))
		return 1;
	return 0;
}

static double
default_length(const struct job *job)
{
	if (is_framework(job, "trl"))
		return 1024;
	if (is_framework(job, "llamafactory axolotl unsloth ms-swift xtuner"))
		return 2048;
	return 0;
}

/* A decoder of its own reads the answer, and it alone has logits. */
static bool
is_answered_apart(const struct job *job)
{
	return job->s.cross > 0 && fact_known(job->w, F_TRAIN_TARGET_LEN);
}

bool
batch_read(struct job *job)
{
	const struct workload *w = job->w;
	struct batch *b = &job->batch;

	b->rows = fact_number(w, F_TRAIN_MICRO_BATCH, default_rows(job));
	/* trl concatenates the chosen and the rejected answer */
	if (fact_is(w, F_TRAIN_STAGE, "dpo") ||
	    fact_is(w, F_TRAIN_STAGE, "orpo") ||
	    fact_is(w, F_TRAIN_STAGE, "rm"))
		b->rows *= 2;
	b->length = fact_number(w, F_TRAIN_SEQ_LEN, default_length(job));
	if (!is_answered_apart(job))
		b->length += fact_number(w, F_TRAIN_TARGET_LEN, 0);
	b->known = b->rows >= 1 && b->length >= 1;
	if (!b->known) {
		job->e->missing =
		    b->rows >= 1 ? F_TRAIN_SEQ_LEN : F_TRAIN_MICRO_BATCH;
		b->rows = b->length = 0;
	}
	b->length /= job->cut.context;
	b->tokens = b->rows * b->length;
	b->answers = b->tokens;
	if (is_answered_apart(job))
		b->answers = b->rows * fact_number(w, F_TRAIN_TARGET_LEN, 0);
	else if (fact_is(w, F_TRAIN_STAGE, "grpo"))
		b->answers = b->rows *
			     fmin(b->length,
				 fact_number(w, F_TRAIN_ANSWER_LEN, b->length));
	/* how much longer than the longest row met a cap may be; litgpt puts
	 * its longest row first; what a compiler makes again it chooses itself
	 */
	b->slack =
	    fact_is(w, F_TRAIN_SEQ_KIND, "cap") && !is_framework(job, "litgpt")
		? 0.5
	    : fact_flag(w, F_TRAIN_COMPILE, false) ? 0.35
						   : 0.25;
	return b->tokens < 1e12;
}
