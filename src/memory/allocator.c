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

static double
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

/* Context and kernels that torch loads, as nvidia-smi shows an otherwise
 * empty process: about 250 MiB before Volta, 350 to 450 from Turing to
 * Ampere, 500 and more on Hopper. */
double
context_bytes(const struct job *job)
{
	double capability = compute_capability(job);
	double bytes = 420 * MIB;

	if (capability > 0 && capability < 7)
		bytes = 250 * MIB;
	else if (capability > 0 && capability < 8)
		bytes = 320 * MIB;
	else if (capability >= 9)
		bytes = 520 * MIB;
	if (job->cut.gpus > 1)
		bytes += 300 * MIB; /* NCCL's kernels and channels */
	return bytes;
}

/*
 * The thread that runs backward has a handle of its own.  TransformerEngine,
 * Megatron-LM's default, has its own workspace (pytorch/module/base.py,
 * get_workspace), four for grouped matrices, one a stream.
 */
static double
workspace(const struct job *job)
{
	bool hopper = compute_capability(job) >= 9;
	double each = hopper ? 32 * MIB : 8.125 * MIB;
	double engine = hopper ? 32 * MIB : 4 * MIB;

	if (job->w->kind == WORKLOAD_SERVE)
		return each;
	if (!job->state.megatron || job->attention == ATTENTION_EAGER)
		engine = 0;
	return 2 * each + engine * (job->s.experts > 0 ? 4 : 1);
}

/*
 * Rows of one length and kernels of one shape ask for the same sizes every
 * step and find them again; rows padded to the longest of a batch, a Trainer
 * with evaluation and saving between steps, do not.
 */
struct fragments {
	double moving, trained; /* shares */
};

static struct fragments
fragments_of(const struct job *job)
{
	if (job->w->kind == WORKLOAD_SERVE)
		return (struct fragments){ 0.03, 0 };
	if (is_framework(job, "torchtune torchtitan litgpt"))
		return (struct fragments){ 0.05, 0 };
	return (struct fragments){ 0.15, 0.05 };
}

/* Share of the rest that the high end allows for what is not counted.  A
 * Trainer with its callbacks, evaluation and collators, or Megatron with its
 * buffers of communication, holds more than a plain loop. */
static double
unseen(const struct job *job)
{
	if (job->state.huggingface || job->state.megatron)
		return 0.15;
	return 0.06;
}

/*
 * streams: bytes in segments of other streams, reserved and not allocated at
 * the peak.  Adds the terms that follow from the others, and the interval.
 */
void
allocator_finish(struct job *job, double streams)
{
	struct estimate *e = job->e;
	double moving = job->sum[TERM_ACTIVATIONS] + job->sum[TERM_LOGITS] +
			job->sum[TERM_COMMUNICATION];
	double trained = job->sum[TERM_GRADIENTS] + job->sum[TERM_OPTIMIZER] +
			 job->sum[TERM_BUFFERS];
	double slack = job->batch.slack > 0 ? job->batch.slack : 0.25;
	double still, context;
	struct fragments f;
	struct term *t;

	t = job_term(job, TERM_BUFFERS, workspace(job),
	    "workspaces of cuBLAS, for forward and backward");
	BECAUSE(t, F_TARGET_GPU);
	still = job_sum(job) - moving;
	e->allocated = still + moving;
	t = job_term(job, TERM_COMMUNICATION, streams,
	    "segments of the communication streams");
	BECAUSE(t, F_PARALLEL_SHARDING);
	f = fragments_of(job);
	t = job_term(job, TERM_FRAGMENTATION,
	    f.moving * moving + f.trained * trained + 0.01 * still,
	    "%.0f %% of %s that come and go, %.0f %% of gradients, states and "
	    "buffers, 1 %% of all else",
	    100 * f.moving, size_text(job, moving), 100 * f.trained);
	BECAUSE(t, F_TRAIN_MICRO_BATCH, F_TRAIN_SEQ_LEN);
	e->reserved = job_sum(job);
	context = context_bytes(job);
	t = job_term(job, TERM_CONTEXT, context,
	    "CUDA context and loaded kernels%s",
	    job->cut.gpus > 1 ? ", NCCL" : "");
	BECAUSE(t, F_TARGET_GPU, F_PARALLEL_GPUS);
	e->expected = job_sum(job);
	e->low = fmax(0,
	    e->expected - slack * moving - 0.03 * still - 0.4 * context);
	/* what nobody counts - caches of libraries, fragments of other
	 * phases - only ever adds */
	e->high =
	    e->expected + 0.25 * moving + unseen(job) * still + 0.6 * context;
}
