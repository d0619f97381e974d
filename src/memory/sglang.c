/*
 * sglang: weights and cache take a share of the GPU, all else what is left.
 *
 * python/sglang/srt/model_executor/model_runner.py (model_runner_kv_cache_mixin
 * from 0.5.8 on), profile_max_num_token: cache = free after loading - (1 -
 * mem_fraction_static) x free before it.  Both are read when the context and
 * NCCL are there.  Activations, CUDA graphs and the weights of a model that
 * drafts (managers/scheduler.py, init_tp_model_worker) come after that, out of
 * the rest.  A context longer than the cache is no reason not to start.
 *
 * The share that nobody gives: server_args.py, read at the commits that raise
 * the version to 0.4.5, 0.4.8 and 0.5.6.  From 0.5.3 on (pull request 10975)
 * 512 MiB, 1.5 MiB for each token of a chunk, 2 MiB for each sequence of the
 * largest graph and 128 MiB for each GPU of the group are left, 10 GiB at the
 * least of a card over 60 GiB.
 */

#include "memory/serve.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

/* By the memory of the card in MiB. */
static const struct tier {
	double below;
	double chunk, graph, graph_wide; /* tokens; sequences, from 4 GPUs on */
} tiers[] = {
	{ 20 * 1024, 2048, 8, 8 },
	{ 35 * 1024, 2048, 24, 80 },
	{ 60 * 1024, 4096, 32, 160 },
	{ 160 * 1024, 8192, 256, 512 },
	{ INFINITY, 16384, 512, 512 },
};

static const struct tier *
tier_of(double mebibytes)
{
	const struct tier *tier = tiers;

	while (!(mebibytes < tier->below) && tier->below < INFINITY)
		tier++;
	return tier;
}

/* Before 0.4.7, by the number of GPUs alone. */
static double
share_of_group(double gpus)
{
	if (gpus >= 16)
		return 0.79;
	if (gpus >= 8)
		return 0.81;
	if (gpus >= 4)
		return 0.85;
	return gpus >= 2 ? 0.87 : 0.88;
}

/* From 0.4.7 to 0.5.2. */
static double
left_by_card(double mebibytes, double gpus)
{
	if (mebibytes < 35 * 1024)
		return (2.8 + gpus / 10) * 1024;
	if (mebibytes < 90 * 1024)
		return (9.5 + gpus / 2) * 1024;
	return mebibytes < 160 * 1024 ? (12 + gpus / 2) * 1024 : 32 * 1024;
}

static double
left_now(double mebibytes, double chunk, const struct cut *cut)
{
	const struct tier *tier = tier_of(mebibytes);
	double left = 512 + fmax(chunk, 2048) * 1.5;

	left += 2 * (cut->tensor < 4 ? tier->graph : tier->graph_wide);
	left += cut->tensor * cut->pipeline * 128;
	return mebibytes > 60 * 1024 ? fmax(left, 10 * 1024) : left;
}

static double
default_share(const struct job *job, double card, double chunk)
{
	const char *version = serve_version(job);
	double mebibytes = card / MIB;
	double gpus = job->cut.tensor * job->cut.pipeline;

	if (!(mebibytes > 0))
		return 0.88;
	if (*version != '\0' && version_compare(version, "0.4.7") < 0)
		return share_of_group(gpus);
	if (*version != '\0' && version_compare(version, "0.5.3") < 0)
		return 1 - left_by_card(mebibytes, gpus) / mebibytes;
	return 1 - left_now(mebibytes, chunk, &job->cut) / mebibytes;
}

static double
read_share(const struct job *job, double card, double chunk)
{
	double share = fact_number(job->w, F_SERVE_MEMORY_FRACTION, 0);

	if (share > 0 && share <= 1)
		return share;
	share = default_share(job, card, chunk);
	return share > 0 ? share : 0.05;
}

/* The cache, and what one page of it lacks where the share has no room. */
static void
fill(struct job *job, double share, double whole, const struct kv *kv)
{
	double each = kv->token + kv->windowed;
	double rest = share * whole - job->sum[TERM_WEIGHTS];
	struct term *t;

	if (whole <= 0) {
		double length = fact_number(job->w, F_SERVE_MAX_LEN,
		    fact_number(job->w, F_MODEL_MAX_POSITIONS, 0));

		t = job_term(job, TERM_KV_CACHE, kv_bytes(kv, length),
		    "one sequence of the full length x %s a token",
		    size_text(job, each));
		BECAUSE(t, F_SERVE_MAX_LEN, F_SERVE_KV_DTYPE, F_MODEL_KV_HEADS);
		return;
	}
	t = job_term(job, TERM_KV_CACHE, fmax(rest, 0),
	    "%.3f x %s less the weights", share, size_text(job, whole));
	BECAUSE(t, F_SERVE_MEMORY_FRACTION, F_TARGET_VRAM, F_TARGET_GPU);
	/* recurrent states get 0.9 of what keys and values get (server_args.py,
	 * mamba_full_memory_ratio) */
	if (kv->state > 0)
		rest /= 1.9;
	job->e->kv_tokens = kv->token > 0 ? fmax(rest, 0) / each : 0;
}

/* Where each token of each request lies, in numbers of 4 bytes: beside the
 * share, for 2048 requests at least (model_executor/model_runner.py,
 * req_to_token_pool; issue 5755: 80 GiB at 10,485,760 tokens). */
static double
table_bytes(const struct job *job)
{
	const struct workload *w = job->w;
	const char *version = serve_version(job);
	double length = fact_number(w, F_SERVE_MAX_LEN,
	    fact_number(w, F_MODEL_MAX_POSITIONS, 0));

	if (*version != '\0' && version_compare(version, "0.4") < 0)
		return 0;
	return 4 * length * fact_number(w, F_SERVE_MAX_SEQS, 2048);
}

void
sglang_estimate(struct job *job)
{
	struct estimate *e = job->e;
	double card = fact_number(job->w, F_TARGET_VRAM, 0), share, whole,
	       chunk;
	double context = context_bytes(job), table = table_bytes(job), act, sum;
	double draft = draft_bytes(job);
	struct kv kv;
	struct term *t;

	chunk = fact_number(job->w, F_SERVE_MAX_BATCHED_TOKENS,
	    tier_of(card > 0 ? card / MIB : 81920)->chunk);
	share = read_share(job, card, chunk);
	context += collective_bytes(job, false) - communicator_bytes(job);
	whole = card > 0 ? fmax(card - context, 0) : 0;
	kv_read(job, &kv);
	serve_weights(job);
	fill(job, share, whole, &kv);
	act = pass_bytes(job, chunk);
	t = job_term(job, TERM_ACTIVATIONS, act, "a chunk of %.0f tokens",
	    chunk);
	BECAUSE(t, F_SERVE_MAX_BATCHED_TOKENS, F_MODEL_INTERMEDIATE);
	e->allocated = e->reserved = job_sum(job);
	if (!fact_flag(job->w, F_SERVE_EAGER, false)) {
		t = job_term(job, TERM_GRAPHS, graph_bytes(job), "CUDA graphs");
		BECAUSE(t, F_SERVE_EAGER);
	}
	t = job_term(job, TERM_CONTEXT, context, "CUDA context and libraries");
	BECAUSE(t, F_TARGET_GPU, F_PARALLEL_TENSOR);
	t = job_term(job, TERM_CONTEXT, draft,
	    "16-bit weights of the model that drafts, beside the share");
	BECAUSE(t, F_SERVE_DRAFT_MODEL, F_PARALLEL_TENSOR);
	e->phase = "weights and KV cache";
	e->kv_bytes_per_token = kv.token + kv.windowed;
	e->expected = sum = job_sum(job);
	if (card > 0 && job->sum[TERM_WEIGHTS] >= share * whole) {
		serve_refused(job, share,
		    job->sum[TERM_WEIGHTS] / share + context,
		    0.02 * job->sum[TERM_WEIGHTS] + 0.5 * context);
		return;
	}
	/* small ones are among what the share leaves */
	if (card > 0 && share * whole + context + table / 2 > card) {
		t = job_term(job, TERM_BUFFERS, table,
		    "the table of every token of 2048 requests or more");
		BECAUSE(t, F_SERVE_MAX_LEN, F_MODEL_MAX_POSITIONS,
		    F_SERVE_MAX_SEQS);
		e->expected = sum + table;
		e->low = e->expected - table / 2;
		e->high = e->expected + table / 2;
		return;
	}
	e->low = sum - act - job->sum[TERM_GRAPHS] - 0.4 * context;
	e->high = sum + 0.02 * sum;
	/* what a share near the whole card leaves is too little for a pass and
	 * the smaller half of the graphs; models that see are given less than
	 * they ask for (adjust_mem_fraction_for_vlm) */
	if (card > 0 && (fact_flag(job->w, F_MODEL_VISION, false) ||
			    act + draft + job->sum[TERM_GRAPHS] / 2 <=
				(1 - share) * whole)) {
		/* the share leaves room for them, or the job is given less */
		e->expected = fmin(e->expected, card);
		e->high = fmin(e->high, card);
	}
}
