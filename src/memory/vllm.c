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
 * VLLM_MEMORY_PROFILER_ESTIMATE_CUDAGRAPHS).  Defaults of both numbers by card:
 * vllm/engine/arg_utils.py, get_batch_defaults, which gives an A100 those of
 * small cards (from 0.9 on).  TGI does alike with a share of its own.
 *
 * LMDeploy and TensorRT-LLM give the cache a share of what the weights and the
 * first pass leave free of the card, MLC LLM what they leave of its share of the
 * card (InternLM/lmdeploy lmdeploy/cli/utils.py, --cache-max-entry-count;
 * NVIDIA/TensorRT-LLM tensorrt_llm/commands/serve.py,
 * --free_gpu_memory_fraction; mlc-ai/mlc-llm cpp/serve/config.cc,
 * EstimateMemoryUsageOnMode).  None of them needs room for a sequence of
 * full length to start.
 *
 * TGI measures what is free on the card, so the context is inside its share,
 * and leaves some room: server/text_generation_server/models/globals.py,
 * TGI_WIGGLE_ROOM, read at its releases 2.3.0 to 3.3.7.  It takes shorter
 * sequences where no length is asked for (flash_causal_lm.py, warmup; from
 * 2.4.1 on), and from 3.0 on makes logits of the last tokens only: before,
 * warm-up asked for those of all prompts (router/client/src/client.rs,
 * prefill_logprobs; globals.py, REQUEST_LOGPROBS).
 */

#include "memory/serve.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

struct engine {
	double share, tokens, rows;
	bool old; /* the context is inside the share: vLLM before its V1 engine
		   * and TGI */
	double logit; /* bytes of one in the profile run */
	bool workspace; /* of the experts, kept */
	bool counts_graphs; /* they are inside the share */
	double start; /* the share that it must fit into to start */
};

/* Before the V1 engine: the default from 0.8 in March 2025 on, on cards before
 * Ampere from 0.10 on (vllm/engine/arg_utils.py, _is_v1_supported_oracle). */
static bool
is_old(const struct job *job)
{
	const char *version = serve_version(job);
	double capability = compute_capability(job);

	if (capability > 0 && capability < 8 &&
	    serve_precedes(version, "0.10", "2025-07"))
		return true;
	return serve_precedes(version, "0.8", "2025-03");
}

static double
tgi_room(const char *version)
{
	static const struct {
		const char *from;
		double room;
	} rows[] = {
		{ "3.3", 0.9 },
		{ "3.1", 0.93 },
		{ "3.0", 0.95 },
		{ "2.4", 0.9 },
	};

	if (*version == '\0' || strncmp(version, "20", 2) == 0)
		return rows[0].room;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (version_compare(version, rows[i].from) >= 0)
			return rows[i].room;
	return 0.95;
}

/* To start it fits a sequence that is asked for into its share, or one batch of
 * prompts where none is into its fraction of the card. */
static void
read_tgi(const struct job *job, struct engine *e)
{
	const struct workload *w = job->w;
	const char *version = serve_version(job);
	double fraction = fact_number(w, F_SERVE_MEMORY_FRACTION, 1);

	if (!(fraction > 0 && fraction <= 1))
		fraction = 1;
	e->share = tgi_room(version) * fraction;
	e->start = fraction;
	if (fact_known(w, F_SERVE_MAX_LEN))
		e->start *= *version != '\0' ? tgi_room(version) : 0.95;
	e->tokens = fact_number(w, F_SERVE_MAX_BATCHED_TOKENS,
	    fmin(fact_number(w, F_MODEL_MAX_POSITIONS, 4096), 4096));
	e->rows = 4;
	e->old = true;
	/* of every token of the prompts, and their log-softmax beside them
	 * until 2.4 makes it in the same place */
	if (*version != '\0' && version_compare(version, "3.0") < 0) {
		e->rows = e->tokens;
		e->logit = version_compare(version, "2.4") < 0 ? 4 : 2;
	}
}

/* From 0.5.3 on (pull request 6666) prompts of over 32768 tokens come in
 * chunks, of which the profile run of 0.6 samples none: 0.06 GiB where a batch
 * of 20000 tokens takes 2.07 (issue 10517, kaspersiminski 2024-12-02). */
static void
read_old_batches(const struct job *job, struct engine *e, double length)
{
	bool samples = !serve_precedes(serve_version(job), "0.7", "2025-01");

	e->tokens = fmax(length, 2048);
	e->rows = 256;
	if (length > 32768 && !fact_known(job->w, F_SERVE_MAX_LEN) &&
	    serve_precedes(serve_version(job), "0.5.3", "2024-07"))
		e->tokens = length = 32768;
	if (length <= 32768)
		return;
	e->tokens = samples ? 2048 : 512;
	e->rows = samples ? 256 : 0;
}

/* Engines that start with whatever cache the weights leave room for. */
static bool
is_modest(const struct job *job)
{
	return fact_is(job->w, F_SERVE_ENGINE, "lmdeploy") ||
	       fact_is(job->w, F_SERVE_ENGINE, "tensorrt-llm") ||
	       fact_is(job->w, F_SERVE_ENGINE, "mlc");
}

static void
read_modest(const struct job *job, struct engine *e)
{
	const struct workload *w = job->w;
	double share = fact_is(w, F_SERVE_ENGINE, "mlc") ? 0.85 : 1;

	e->share = fact_number(w, F_SERVE_MEMORY_FRACTION, share);
	if (!(e->share > 0 && e->share <= 1))
		e->share = share;
	e->start = e->share;
	e->tokens = fact_number(w, F_SERVE_MAX_BATCHED_TOKENS, 2048);
	e->old = true;
}

static void
read_engine(const struct job *job, struct engine *e, double card)
{
	const struct workload *w = job->w;
	const char *version = serve_version(job);
	double length = fact_number(w, F_SERVE_MAX_LEN,
	    fact_number(w, F_MODEL_MAX_POSITIONS, 8192));
	bool large = card >= 70 * GIB &&
		     strncmp(fact_text(w, F_TARGET_GPU), "A100", 4) != 0;
	double share;

	*e = (struct engine){ .old = is_old(job) };
	if (fact_is(w, F_SERVE_ENGINE, "tgi")) {
		read_tgi(job, e);
		return;
	}
	if (is_modest(job)) {
		*e = (struct engine){ .logit = 0 };
		read_modest(job, e);
		return;
	}
	share = *version != '\0' && !serve_precedes(version, "0.21", "2026-06")
		    ? 0.92
		    : 0.9;
	e->share = fact_number(w, F_SERVE_MEMORY_FRACTION, share);
	if (!(e->share > 0 && e->share <= 1))
		e->share = share;
	e->tokens = large ? 8192 : 2048;
	e->rows = large ? 1024 : 256;
	if (e->old)
		read_old_batches(job, e, length);
	e->tokens = fact_number(w, F_SERVE_MAX_BATCHED_TOKENS, e->tokens);
	if (e->rows > 0)
		e->rows =
		    fmin(e->tokens, fact_number(w, F_SERVE_MAX_SEQS, e->rows));
	e->workspace = !e->old && !serve_precedes(version, "0.17", "2026-03");
	e->logit = e->workspace ? 14 : 38;
	e->counts_graphs =
	    *version != '\0' && !serve_precedes(version, "0.21", "2026-06");
	e->start = e->share;
}

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
workspace_bytes(const struct job *job, const struct engine *e)
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
profile(const struct job *job, const struct engine *e)
{
	const struct shape *s = &job->s;
	double sampled =
	    e->rows * s->vocab * e->logit + e->tokens * s->hidden * 4;
	double kept = workspace_bytes(job, e);
	double images = e->old ? 0 : encoder_bytes(job, e->tokens);

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
beside(const struct job *job, const struct engine *e)
{
	double kernels = e->workspace ? 256 * MIB : 128 * MIB;

	if (e->old)
		return context_bytes(job) - communicator_bytes(job) +
		       collective_bytes(job, e->workspace);
	return kernels + collective_bytes(job, e->workspace);
}

/* What the share leaves, or without a card what one sequence needs. */
static void
fill(struct job *job, const struct engine *e, double card, double least,
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

/* Tokens without whose cache it does not start. */
static double
shortest(const struct job *job, const struct engine *e)
{
	const struct workload *w = job->w;

	if (is_modest(job))
		return 1;
	if (fact_is(w, F_SERVE_ENGINE, "tgi"))
		return fact_number(w, F_SERVE_MAX_LEN, e->tokens);
	return fact_number(w, F_SERVE_MAX_LEN,
	    fact_number(w, F_MODEL_MAX_POSITIONS, 0));
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
add_graphs(struct job *job, const struct engine *e)
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
	struct engine e;
	struct kv kv;
	struct term *t;

	read_engine(job, &e, card);
	kv_read(job, &kv);
	least = kv_bytes(&kv, shortest(job, &e));
	serve_weights(job);
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
	if (fact_is(job->w, F_SERVE_ENGINE, "tgi") || is_modest(job)) {
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
