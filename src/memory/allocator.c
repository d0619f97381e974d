/*
 * allocator: from live tensors to what nvidia-smi shows.
 *
 * allocated: tensors alive at the peak, each rounded up to 512 bytes, and the
 * cuBLAS workspaces that torch takes from its own allocator (8 MiB and 192 KiB
 * a handle and stream, 32 MiB on Hopper and later: aten/src/ATen/cuda/
 * CublasHandlePool.cpp).  reserved: segments of 2 and 20 MiB or more that the
 * caching allocator cannot give back (c10/cuda/CUDACachingAllocator.cpp): what
 * is freed and taken anew in other sizes fragments, so the share grows with
 * the part that changes from step to step, not with the weights.  process: the
 * CUDA context and the modules loaded into it beside that, more on newer GPUs
 * and with NCCL.
 */

#include "base/number.h"
#include "memory/job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double
compute_capability(const struct job *job)
{
	const char *name = fact_text(job->w, F_TARGET_GPU);
	const struct gpu *gpu = NULL;
	double compute;

	if (*name != '\0')
		gpu = catalog_gpu(job->catalog, name, NULL);
	if (gpu == NULL || gpu->compute == NULL ||
	    !number_parse(gpu->compute, strlen(gpu->compute), &compute))
		return 0;
	return compute;
}

/*
 * Context and kernels that torch loads, as nvidia-smi shows an otherwise
 * empty process: about 250 MiB before Volta, 350 to 450 from Turing to
 * Ampere, 500 and more on Hopper.  Until torch 1.13 of October 2022 all
 * kernels at once, not those that are used (torch/cuda/__init__.py,
 * CUDA_MODULE_LOADING): huggingface/transformers' docs show 1343 MB for a
 * single number on a V100 (docs/source/en/perf_train_gpu_one.mdx).
 */
double
context_bytes(const struct job *job)
{
	double capability = compute_capability(job);
	double bytes = 420 * MIB;

	if (is_before(job, "2022-11"))
		return 1300 * MIB + communicator_bytes(job);
	if (capability > 0 && capability < 7)
		bytes = 250 * MIB;
	else if (capability > 0 && capability < 8)
		bytes = 320 * MIB;
	else if (capability >= 9)
		bytes = 520 * MIB;
	return bytes + communicator_bytes(job);
}

/*
 * NCCL's kernels, and the buffers of a communicator's channels: 4 MiB and
 * more for each of two neighbours and some 20 channels (NCCL_BUFFSIZE, nccl
 * src/init.cc).  Megatron's groups have one each once they are used
 * (core/parallel_state.py).
 */
double
communicator_bytes(const struct job *job)
{
	const struct cut *c = &job->cut;
	double count = 1;

	if (c->gpus <= 1)
		return 0;
	if (job->state.megatron)
		count = (c->data > 1) + (c->tensor > 1) + (c->pipeline > 1) +
			(c->context > 1) + (c->expert > 1);
	return fmax(count, 1) * 300 * MIB;
}

/*
 * The thread that runs backward has a handle of its own.  TransformerEngine,
 * Megatron-LM's default, has its own workspace (pytorch/module/base.py,
 * get_workspace), and four more for grouped matrices, one a stream.
 */
static double
workspace(const struct job *job)
{
	bool hopper = compute_capability(job) >= 9;
	double each = hopper ? 32 * MIB : 8.125 * MIB;
	double engine = hopper ? 32 * MIB : 4 * MIB;

	if (job->w->kind == WORKLOAD_SERVE)
		return each;
	if (!job->state.megatron)
		engine = 0;
	return 2 * each + engine * (job->s.experts > 0 ? 1 + 4 : 1);
}

/*
 * Rows of one length and kernels of one shape ask for the same sizes every
 * step and find them again, and a loop that empties the cache after each has
 * nothing else (huggingface/peft method_comparison/MetaMathQA/run.py); rows
 * padded to the longest of a batch, a Trainer with evaluation and saving
 * between steps, do not.
 */
struct fragments {
	double moving, trained; /* shares */
};

/* Segments that can grow and shrink; set by the framework itself
 * (torchtune/__init__.py since June 2025, torchtitan run_train.sh since
 * October 2024, unsloth/__init__.py, now in unsloth_zoo, since March 2024). */
static bool
is_expandable(const struct job *job)
{
	return (is_framework(job, "torchtitan") &&
		   !is_before(job, "2024-10")) ||
	       (is_framework(job, "unsloth") && !is_before(job, "2024-03")) ||
	       (is_framework(job, "torchtune") &&
		   strcmp(fact_text(job->w, F_FRAMEWORK_VERSION), "2025-06") >=
		       0);
}

static struct fragments
fragments_of(const struct job *job)
{
	if (job->w->kind == WORKLOAD_SERVE)
		return (struct fragments){ 0.03, 0 };
	if (is_framework(job, "torchtitan") && !is_expandable(job))
		return (struct fragments){ 0.15, 0.05 };
	if (is_expandable(job) || is_framework(job, "torchtune litgpt peft"))
		return (struct fragments){ 0.05, 0 };
	return (struct fragments){ 0.15, 0.05 };
}

/* Shares that the high end allows for what is not counted. */
struct margin {
	double moving; /* of what comes and goes in a step */
	double still; /* of the rest */
};

/* A Trainer with its callbacks, evaluation and collators, or a loop that
 * nobody names, may hold more than the plain loop of a framework that is
 * known; Megatron has its buffers of communication.  So wide that nineteen of
 * twenty figures of sources that no formula was written with lie inside
 * (fixtures/published). */
static struct margin
unseen(const struct job *job)
{
	bool is_named = fact_known(job->w, F_FRAMEWORK_NAME);

	if (job->w->kind == WORKLOAD_TRAIN &&
	    (job->state.huggingface || !is_named))
		return (struct margin){ 0.35, 0.25 };
	if (job->state.huggingface || job->state.megatron || !is_named)
		return (struct margin){ 0.25, 0.15 };
	return (struct margin){ 0.25, 0.06 };
}

/*
 * Where each row that is longer than all before it leaves the segments of the
 * one that was the longest behind: litgpt takes its longest row first, PEFT's
 * comparison empties the cache after each step.
 */
static bool
leaves_segments(const struct job *job)
{
	return job->w->kind == WORKLOAD_TRAIN && !is_expandable(job) &&
	       fact_is(job->w, F_TRAIN_SEQ_KIND, "cap") &&
	       !is_framework(job, "litgpt peft");
}

/*
 * Segments of the passes that are free at the peak, beyond the share that
 * fragments take of the blocks'.  Tensors of a block and logits are of sizes of
 * their own, and what a block's forward pass has left holds no logits; where the
 * cache is emptied, only the share stays.
 */
static double
of_passes(const struct job *job, const struct peaks *p)
{
	bool is_named = fact_known(job->w, F_FRAMEWORK_NAME);
	double share = fragments_of(job).moving, logits, blocks;

	if (p == NULL)
		return share * job->sum[TERM_LOGITS];
	logits = p->logits;
	blocks = p->activations + p->working;
	if ((!job->state.huggingface && is_named) || is_framework(job, "peft"))
		return share * logits;
	return fmax(share * logits,
	    p->segments - logits - blocks * (1 + share));
}

/*
 * Where lengths differ, a row longer than all before it finds no block that is
 * large enough, and the segments of the row that was the longest stay.  Of
 * lengths that are evenly spread each longest row is on average half the next,
 * so those before the last one add up to it: 1/2 + 1/4 + ... = 1.
 */
static double
of_earlier_rows(const struct job *job, double moving, const struct peaks *p)
{
	return leaves_segments(job) ? moving + of_passes(job, p) : 0;
}

/* Whole segments that nothing is in are given back before memory runs out
 * (c10/cuda/CUDACachingAllocator.cpp, release_cached_blocks): so much of
 * `free` stays on the card that is asked about, beside `held`. */
static double
as_far_as_there_is_room(const struct job *job, double free, double held)
{
	double card = fact_number(job->w, F_TARGET_VRAM, 0);

	return card > 0 ? fmin(free, fmax(0, floor(card - held))) : free;
}

/* Returns how much of it would be given back. */
static double
add_fragments(struct job *job, double moving, double trained, double still,
    const struct peaks *p)
{
	struct fragments f = fragments_of(job);
	double other = p != NULL && !is_expandable(job) ? p->apart : 0;
	double context = context_bytes(job), passes, rows;
	double blocks = moving - job->sum[TERM_LOGITS];
	struct term *t;

	t = job_term(job, TERM_COMMUNICATION, p != NULL ? p->streams : 0,
	    "segments of the communication streams");
	BECAUSE(t, F_PARALLEL_SHARDING);
	t = job_term(job, TERM_FRAGMENTATION,
	    f.moving * blocks + f.trained * trained + 0.01 * still,
	    "%.0f %% of %s that come and go, %.0f %% of gradients, states and "
	    "buffers, 1 %% of all else",
	    100 * f.moving, size_text(job, blocks), 100 * f.trained);
	BECAUSE(t, F_TRAIN_MICRO_BATCH, F_TRAIN_SEQ_LEN);
	passes = as_far_as_there_is_room(job, p != NULL ? of_passes(job, p) : 0,
	    job_sum(job) + context);
	t = job_term(job, TERM_FRAGMENTATION, passes,
	    "segments of blocks and logits that are free at the peak");
	BECAUSE(t, F_TRAIN_LOSS, F_MODEL_VOCAB);
	rows = as_far_as_there_is_room(job, of_earlier_rows(job, moving, p),
	    job_sum(job) + context);
	t = job_term(job, TERM_FRAGMENTATION, rows,
	    "segments that shorter rows left");
	BECAUSE(t, F_TRAIN_SEQ_KIND, F_TRAIN_SEQ_LEN);
	other = as_far_as_there_is_room(job, other, job_sum(job) + context);
	t = job_term(job, TERM_FRAGMENTATION, other,
	    "segments that the step and the passes do not share");
	BECAUSE(t, F_TRAIN_OPTIMIZER, F_TRAIN_METHOD);
	return passes + rows + other;
}

/*
 * Before its first step DeepSpeed clones each group of a rank's 16 bit
 * parameters, of 1e9 at most, and steps once with gradients of zero in fp32
 * (runtime/zero/stage3.py, _create_fp32_partitions,
 * initialize_optimizer_states); what that took may stay reserved.
 */
static double
left_by_deepspeed(const struct job *job)
{
	if (!job->state.deepspeed || job->state.frozen ||
	    is_offloaded(job, F_TRAIN_OFFLOAD_OPTIMIZER))
		return 0;
	return (2 + 4) * fmin(trained_count(job, SHARD_ZERO1), 1e9);
}

/* Free segments that may be there in all; FSDP copies a gathered block out of
 * one (torch/distributed/fsdp/_fully_shard/_fsdp_collectives.py). */
static double
spare(const struct job *job, const struct peaks *p)
{
	double bytes = of_passes(job, p);

	if (p == NULL)
		return bytes;
	bytes += left_by_deepspeed(job);
	if (p->streams > 0)
		bytes += job->local.block * job->state.grad;
	bytes += is_expandable(job) ? 0 : p->other;
	if (leaves_segments(job)) /* of two rows more */
		bytes += 2 * job->sum[TERM_LOGITS];
	else if (!fact_known(job->w, F_FRAMEWORK_NAME)) /* a shifted copy */
		bytes += job->sum[TERM_LOGITS] * 4 / 12;
	return bytes;
}

/* What is held for good beyond the shares of allocator_finish: by adapters in
 * small segments, by a bucket of the default size. */
static double
beyond(const struct job *job, const struct peaks *p)
{
	if (p == NULL)
		return 0;
	if (!job->state.frozen || !job->state.huggingface)
		return p->bucket_more;
	return p->bucket_more + job->sum[TERM_ADAPTERS] +
	       job->sum[TERM_OPTIMIZER] + job->sum[TERM_GRADIENTS];
}

/*
 * What an ample card shows beside the tensors is no reason to fail: a job that
 * the card holds without it runs with as much as there is room for.  When jobs
 * run out of memory 1.1 % of what is allocated lies unused, by median
 * (fixtures/published/unallocated.tsv): so much there has to be room for.
 */
static void
squeeze(struct job *job, struct term *free, size_t count)
{
	struct estimate *e = job->e;
	double card = fact_number(job->w, F_TARGET_VRAM, 0);
	double bare = e->expected - e->reserved + e->allocated, share;

	if (e->expected <= card || bare + 0.011 * e->allocated > card ||
	    e->low > card)
		return;
	share = (card - bare) / (e->expected - bare);
	for (size_t i = 0; i < count; i++) {
		free[i].formula = arena_printf(job->w->arena,
		    "%.0f %%, for which there is room, of %s: %s", 100 * share,
		    size_text(job, free[i].bytes), free[i].formula);
		job->sum[free[i].name] -= (1 - share) * free[i].bytes;
		free[i].bytes *= share;
	}
	e->reserved = e->allocated + card - bare;
	e->expected = card;
}

/*
 * p: the step's peaks, NULL for serving.  Adds the terms that follow from the
 * others, and the interval.  Its ends add up what is not known: lengths and
 * tensors of the passes, what of the rest nobody counts, the context by driver
 * and kernels used; and what a setting or a version may add: segments that the
 * step's halves do not share, those that an adapter's small tensors keep from
 * being given back, DeepSpeed's buffer at its default.
 */
void
allocator_finish(struct job *job, const struct peaks *p)
{
	struct estimate *e = job->e;
	double moving = job->sum[TERM_ACTIVATIONS] + job->sum[TERM_LOGITS] +
			job->sum[TERM_COMMUNICATION];
	double trained = job->sum[TERM_GRADIENTS] + job->sum[TERM_OPTIMIZER] +
			 job->sum[TERM_BUFFERS];
	double slack = job->batch.slack > 0 ? job->batch.slack : 0.25;
	struct margin margin = unseen(job);
	double still, context, free, high;
	size_t first, last;
	struct term *t;

	t = job_term(job, TERM_BUFFERS, workspace(job),
	    "workspaces of cuBLAS, for forward and backward");
	BECAUSE(t, F_TARGET_GPU);
	still = job_sum(job) - moving;
	e->allocated = still + moving;
	first = e->term_count;
	free = add_fragments(job, moving, trained, still, p);
	last = e->term_count;
	e->reserved = job_sum(job);
	context = context_bytes(job);
	t = job_term(job, TERM_CONTEXT, context,
	    "CUDA context and loaded kernels%s",
	    job->cut.gpus > 1 ? ", NCCL" : "");
	BECAUSE(t, F_TARGET_GPU, F_PARALLEL_GPUS);
	e->expected = job_sum(job);
	e->low = fmax(0,
	    e->expected - slack * moving - 0.03 * still - 0.4 * context -
		(leaves_segments(job) || !job->state.frozen ? free : 0));
	high = e->expected - free + margin.moving * moving +
	       margin.still * still + 0.6 * context + beyond(job, p);
	e->high = high + as_far_as_there_is_room(job, spare(job, p), high);
	squeeze(job, &e->terms[first], last - first);
}
