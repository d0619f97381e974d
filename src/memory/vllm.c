/*
 * vllm: engines that take a share of the GPU and fill it with KV cache.
 *
 * vllm/v1/worker/gpu_worker.py (0.11): cache = share x total - weights - the
 * peak of a profile run - what grew beside torch since the worker started
 * (vllm/utils/mem_utils.py, memory_profiling).  The context was there before,
 * so from the V1 engine on it is on top of the share.  The profile run passes
 * max_num_batched_tokens tokens through the model and samples max_num_seqs
 * rows of logits with top-k and top-p (vllm/v1/worker/gpu_model_runner.py,
 * _dummy_sampler_run): bytes a logit are
 *
 *	2	logits in 16 bit, as the model makes them
 *	4	in fp32 (vllm/v1/sample/sampler.py)
 *	4 + 8	sorted values and their 64 bit indices (topk_topp_sampler.py)
 *	8	indices to be sorted, and
 *	4 + 8	the other half of the radix sort's two buffers (torch 2.x,
 *		aten/src/ATen/native/cuda/SortStable.cu, segmented_sort_pairs)
 *
 * beside hidden states and residual of all tokens; the engine before V1 did
 * alike (vllm/model_executor/layers/sampler.py).  From 0.17 on a kernel takes
 * top-k and top-p without a sort (pull request 33538): 2 and 4 bytes as before,
 * 4 of probabilities and 4 of noise; and the experts' two workspaces stay
 * (vllm/v1/worker/workspace.py, model_executor/layers/fused_moe/
 * modular_kernel.py).  CUDA graphs come on top, after the cache; from 0.21 on
 * the share has room for them too (vllm/envs.py,
 * VLLM_MEMORY_PROFILER_ESTIMATE_CUDAGRAPHS).  What each engine takes: share.c.
 */

#include "memory/share.h"

#include <math.h>

double
pass_bytes(const struct job *job, double tokens)
{
	const struct shape *s = &job->s;
	double width = s->experts > 0
			   ? s->experts_per_token * s->moe_intermediate
			   : s->intermediate;

	/* gate and up in one, their product, residual and normed input */
	return tokens * 2 *
	       ((s->gated ? 3 : 2) * width / job->cut.tensor + 3 * s->hidden);
}

double
graph_bytes(const struct job *job)
{
	return 0.25 * GIB + job->s.layers * 8 * MIB / job->cut.tensor;
}

/* What all experts of a token make of it, twice: the wider of two matrices'
 * outputs each. */
static double
workspace_bytes(const struct job *job, const struct share *e)
{
	const struct shape *s = &job->s;
	double width = s->moe_intermediate / job->cut.tensor;

	if (!e->workspace || s->experts <= 0 ||
	    fact_is(job->w, F_QUANT_METHOD, "mxfp4"))
		return 0;
	return e->tokens * s->experts_per_token * 2 *
	       (fmax(2 * width, s->hidden) + fmax(width, s->hidden));
}

/* The largest moment of the profile run. */
static double
profile(const struct job *job, const struct share *e)
{
	const struct shape *s = &job->s;
	double sampled =
	    e->rows * s->vocab * e->logit + e->tokens * s->hidden * 4;
	double kept = workspace_bytes(job, e);
	double images =
	    fmax(tiles_bytes(job), e->old ? 0 : encoder_bytes(job, e->tokens));

	/* the pass works in it where there is one */
	if (kept > 0)
		return fmax(sampled + kept, images);
	return fmax(fmax(pass_bytes(job, e->tokens), images), sampled);
}

static double
card_bytes(const struct job *job)
{
	return fact_number(job->w, F_TARGET_VRAM, 0);
}

/* What the share has to hold of memory beside torch: all of it at first, from
 * the V1 engine on what grows after the context is there: kernels loaded by
 * the profile run and NCCL's buffers. */
static double
beside(const struct job *job, const struct share *e)
{
	double kernels = e->workspace ? 256 * MIB : 128 * MIB;

	if (e->old)
		return context_bytes(job) - communicator_bytes(job) +
		       collective_bytes(job, e->workspace);
	return kernels + collective_bytes(job, e->workspace);
}

/* What the share leaves, or without a card what one sequence needs. */
static void
fill(struct job *job, const struct share *e, double card, double least,
    const struct kv *kv)
{
	struct estimate *es = job->e;
	double rest = fmax(0, e->share * card - job_sum(job));
	double said = fact_number(job->w, F_SERVE_KV_BYTES, 0);
	struct term *t;

	if (said > 0) {
		t = job_term(job, TERM_KV_CACHE, said, "as it is asked for");
		BECAUSE(t, F_SERVE_KV_BYTES);
		es->kv_tokens = kv->token > 0 ? said / kv->token : 0;
		return;
	}

	if (card <= 0) {
		t = job_term(job, TERM_KV_CACHE, least,
		    "one sequence of the full length x %s a token",
		    size_text(job, kv->token + kv->windowed));
		BECAUSE(t, F_SERVE_MAX_LEN, F_SERVE_KV_DTYPE, F_MODEL_KV_HEADS);
		return;
	}
	t = job_term(job, TERM_KV_CACHE, rest, "%.2f x %s less the other terms",
	    e->share, size_text(job, card));
	BECAUSE(t, F_SERVE_MEMORY_FRACTION, F_TARGET_VRAM, F_TARGET_GPU);
	es->kv_tokens = kv->token > 0 ? rest / kv->token : 0;
	if (rest < least) {
		/* where nothing is left the cache is what it would take */
		t = job_term(job, rest < 1 ? TERM_KV_CACHE : TERM_BUFFERS,
		    least - rest,
		    "what one sequence of the full length lacks, at %s a token",
		    size_text(job, kv->token + kv->windowed));
		BECAUSE(t, F_SERVE_MAX_LEN, F_SERVE_KV_DTYPE, F_MODEL_KV_HEADS);
	}
}

/* The card whose share would do. */
void
serve_refused(struct job *job, double share, double needed, double uncertain)
{
	job->e->share = share;
	job->e->expected = fmax(job_sum(job), needed);
	job->e->low = needed - uncertain;
	job->e->high = fmax(needed + uncertain, job->e->expected);
}

static void
add_graphs(struct job *job, const struct share *e)
{
	/* the old engine captured 35 sizes, each whole */
	double bytes = graph_bytes(job) * (e->old ? 0.5 : 1);
	struct term *t;

	if (fact_flag(job->w, F_SERVE_EAGER, false))
		return;
	t = job_term(job, TERM_GRAPHS, bytes, "CUDA graphs");
	BECAUSE(t, F_SERVE_EAGER);
}

void
vllm_estimate(struct job *job)
{
	struct estimate *es = job->e;
	double card = card_bytes(job), least, need, sum, act, other;
	struct share e;
	struct kv kv;
	struct term *t;

	share_read(job, &e, card);
	kv_read(job, &kv);
	least = kv_bytes(&kv, share_shortest(job, &e));
	serve_weights(job);
	t = job_term(job, TERM_WEIGHTS, draft_bytes(job),
	    "16-bit weights of the model that drafts");
	BECAUSE(t, F_SERVE_DRAFT_MODEL, F_PARALLEL_TENSOR);
	act = profile(job, &e);
	t = job_term(job, TERM_ACTIVATIONS, act,
	    "profile run of %.0f tokens, %.0f sampled", e.tokens, e.rows);
	BECAUSE(t, F_SERVE_MAX_BATCHED_TOKENS, F_SERVE_MAX_SEQS, F_MODEL_VOCAB);
	other = beside(job, &e);
	t = job_term(job, TERM_CONTEXT, other, "%s",
	    e.old ? "CUDA context and libraries"
		  : "libraries loaded beside the context");
	BECAUSE(t, F_TARGET_GPU, F_PARALLEL_TENSOR);
	if (e.counts_graphs)
		add_graphs(job, &e);
	need = job_sum(job) + least;
	fill(job, &e, card, least, &kv);
	es->phase = "profile run and KV cache";
	es->kv_bytes_per_token = kv.token + kv.windowed;
	if (!e.counts_graphs)
		add_graphs(job, &e);
	if (!e.old) {
		double context =
		    context_bytes(job) - communicator_bytes(job) - 128 * MIB;

		t = job_term(job, TERM_CONTEXT, context,
		    "CUDA context, beside the share");
		BECAUSE(t, F_TARGET_GPU);
		other += context;
	}
	sum = job_sum(job);
	es->allocated = sum - other - job->sum[TERM_GRAPHS];
	es->reserved = es->allocated;
	es->expected = sum;
	if (card > 0 && need > e.start * card) {
		serve_refused(job, e.start, need / e.start,
		    (0.4 * act + 0.5 * other) / e.start);
		return;
	}
	if (fact_is(job->w, F_SERVE_ENGINE, "tgi") || e.modest) {
		/* it makes do with what there is; graphs may fail */
		es->expected = card > 0 ? fmin(sum, card) : sum;
		es->low = fmin(need, es->expected);
		es->high = es->expected;
		return;
	}
	/* the profile run's memory is given back until the first batches */
	es->low = sum - act - 0.4 * other - job->sum[TERM_GRAPHS];
	/* graphs take several times as much with drivers before 550 */
	es->high = 1.02 * sum + 3 * job->sum[TERM_GRAPHS];
	if (card > 0)
		es->high = fmin(es->high, card);
	es->high = fmax(es->high, sum); /* a share of all and its graphs */
}
