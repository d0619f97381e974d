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
 * beside hidden states and residual of all tokens.  CUDA graphs come on top,
 * after the cache.  Defaults of both numbers by card: vllm/engine/arg_utils.py.
 * sglang (mem_fraction_static) and TensorRT-LLM do alike with their own shares.
 *
 * TGI leaves a tenth of its fraction of the card, context and all counted, for
 * its graphs, whose failure it survives (text-generation-inference 3.3,
 * server/text_generation_server/models/flash_causal_lm.py, warmup; globals.py,
 * TGI_WIGGLE_ROOM; a twentieth before 3.2).  It samples the last token of few
 * requests, and where no length is asked for it serves as long ones as fit.
 */

#include "memory/serve.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

struct engine {
	double share, tokens, rows;
	double start; /* what it must fit into to start, if not the share */
	bool old; /* vLLM before its V1 engine */
};

/* Before the V1 engine, the default from 0.8 in March 2025 on. */
static bool
is_old(const char *version)
{
	if (*version == '\0')
		return false;
	if (strncmp(version, "20", 2) == 0)
		return strcmp(version, "2025-03") < 0;
	return version_compare(version, "0.8") < 0;
}

static void
read_tgi(const struct job *job, struct engine *e)
{
	const struct workload *w = job->w;
	double fraction = fact_number(w, F_SERVE_MEMORY_FRACTION, 1);

	if (!(fraction > 0 && fraction <= 1))
		fraction = 1;
	e->old = true; /* the context counts */
	e->share = 0.9 * fraction;
	e->start = (fact_known(w, F_SERVE_MAX_LEN) ? 0.95 : 1) * fraction;
	e->tokens = fact_number(w, F_SERVE_MAX_BATCHED_TOKENS,
	    fmin(fact_number(w, F_MODEL_MAX_POSITIONS, 4096), 4096));
	e->rows = 4;
}

static void
read_engine(const struct job *job, struct engine *e, double card)
{
	const struct workload *w = job->w;
	const char *version = fact_text(w, F_FRAMEWORK_VERSION);
	double length = fact_number(w, F_SERVE_MAX_LEN,
	    fmin(fact_number(w, F_MODEL_MAX_POSITIONS, 8192), 32768));
	bool large = card >= 70 * GIB;
	double share = 0.9;

	if (fact_is(w, F_SERVE_ENGINE, "tgi")) {
		read_tgi(job, e);
		return;
	}
	e->old = is_old(version);
	if (fact_is(w, F_SERVE_ENGINE, "sglang"))
		share = large ? 0.88 : 0.85;
	e->share = fact_number(w, F_SERVE_MEMORY_FRACTION, share);
	if (!(e->share > 0 && e->share <= 1))
		e->share = share;
	e->tokens = large ? 8192 : 2048;
	e->rows = large ? 1024 : 256;
	if (e->old) {
		e->tokens = length > 32768 ? 2048 : fmax(length, 2048);
		e->rows = 256;
	}
	e->tokens = fact_number(w, F_SERVE_MAX_BATCHED_TOKENS, e->tokens);
	e->rows = fmin(e->tokens, fact_number(w, F_SERVE_MAX_SEQS, e->rows));
	e->start = e->share;
}

/* The largest moment of the profile run. */
static double
profile(const struct job *job, const struct engine *e)
{
	const struct shape *s = &job->s;
	double tensor = job->cut.tensor, c = 2;
	double width = s->experts > 0
			   ? s->experts_per_token * s->moe_intermediate
			   : s->intermediate;
	/* gate and up in one, their product, residual and normed input */
	double pass = e->tokens * c *
		      ((s->gated ? 3 : 2) * width / tensor + 3 * s->hidden);
	double sampled = e->rows * s->vocab * (e->old ? 14 : 38) +
			 e->tokens * s->hidden * 2 * c;

	return fmax(pass, sampled);
}

static double
card_bytes(const struct job *job)
{
	return fact_number(job->w, F_TARGET_VRAM, 0);
}

/* What the share has to hold of memory beside torch: all of it at first, from
 * the V1 engine on what grows after the context is there: kernels loaded by
 * the profile run, 128 MiB, and NCCL's buffers. */
static double
beside(const struct job *job, const struct engine *e)
{
	double context = context_bytes(job);

	if (e->old)
		return context;
	return 128 * MIB + (job->cut.gpus > 1 ? 300 * MIB : 0);
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

/* Tokens without whose cache it does not start.  sglang serves what fits, if
 * it is but one (sglang python/sglang/srt/model_executor/model_runner.py,
 * profile_max_num_token), and its share is of weights and cache alone. */
static double
shortest(const struct job *job, const struct engine *e)
{
	const struct workload *w = job->w;

	if (fact_is(w, F_SERVE_ENGINE, "sglang"))
		return 1;
	if (fact_is(w, F_SERVE_ENGINE, "tgi"))
		return fact_number(w, F_SERVE_MAX_LEN, e->tokens);
	return fact_number(w, F_SERVE_MAX_LEN,
	    fact_number(w, F_MODEL_MAX_POSITIONS, 0));
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
	need = job_sum(job) + least;
	if (fact_is(job->w, F_SERVE_ENGINE, "sglang"))
		need -= act;
	fill(job, &e, card, least, &kv);
	es->phase = "profile run and KV cache";
	es->kv_bytes_per_token = kv.token + kv.windowed;
	if (!fact_flag(job->w, F_SERVE_EAGER, false)) {
		t = job_term(job, TERM_GRAPHS,
		    0.25 * GIB + job->s.layers * 8 * MIB / job->cut.tensor,
		    "CUDA graphs captured beside the share");
		BECAUSE(t, F_SERVE_EAGER);
	}
	if (!e.old) {
		t = job_term(job, TERM_CONTEXT, context_bytes(job) - other,
		    "CUDA context, beside the share");
		BECAUSE(t, F_TARGET_GPU);
		other = context_bytes(job);
	}
	sum = job_sum(job);
	es->allocated = sum - other - job->sum[TERM_GRAPHS];
	es->reserved = es->allocated;
	es->expected = sum;
	if (card > 0 && need > e.start * card) {
		/* it does not start: the card whose share would do */
		es->expected = fmax(sum, need / e.start);
		es->low = (need - 0.4 * act - 0.5 * other) / e.start;
		es->high = (need + 0.4 * act + 0.5 * other) / e.start;
		return;
	}
	if (fact_is(job->w, F_SERVE_ENGINE, "tgi")) {
		/* it makes do with what there is */
		es->expected = card > 0 ? fmin(sum, card) : sum;
		es->low = fmin(need, es->expected);
		es->high = es->expected;
		return;
	}
	es->low = sum - 0.4 * other - job->sum[TERM_GRAPHS];
	es->high = fmin(sum + 0.02 * sum, card > 0 ? card : sum * 1.02);
	es->high = fmax(es->high, sum); /* a share of all and its graphs */
}
