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

static double
workspace(const struct job *job)
{
	return compute_capability(job) >= 9 ? 32 * MIB : 8.2 * MIB;
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
	double still, share, context, uncertain;
	struct term *t;

	t = job_term(job, TERM_BUFFERS, workspace(job),
	    "cuBLAS workspace of one handle and stream");
	BECAUSE(t, F_TARGET_GPU);
	still = job_sum(job) - moving;
	e->allocated = still + moving;
	t = job_term(job, TERM_COMMUNICATION, streams,
	    "segments of the communication streams");
	BECAUSE(t, F_PARALLEL_SHARDING);
	share = job->w->kind == WORKLOAD_SERVE ? 0.03 : 0.05;
	t = job_term(job, TERM_FRAGMENTATION, share * moving + 0.01 * still,
	    "%.0f %% of %s that come and go, 1 %% of the rest", 100 * share,
	    size_text(job, moving));
	BECAUSE(t, F_TRAIN_MICRO_BATCH, F_TRAIN_SEQ_LEN);
	e->reserved = job_sum(job);
	context = context_bytes(job);
	t = job_term(job, TERM_CONTEXT, context,
	    "CUDA context and loaded kernels%s",
	    job->cut.gpus > 1 ? ", NCCL" : "");
	BECAUSE(t, F_TARGET_GPU, F_PARALLEL_GPUS);
	e->expected = job_sum(job);
	uncertain = 0.25 * moving + 0.03 * still + 0.5 * context;
	e->low = fmax(0, e->expected - uncertain);
	e->high = e->expected + uncertain;
}
