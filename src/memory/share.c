/*
 * vLLM's defaults by card: vllm/engine/arg_utils.py, get_batch_defaults, which
 * gives an A100 those of small cards (from 0.9 on).  To 0.8.3 the V1 engine let
 * in 1024 sequences on any card (pull request 16158).
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

#include "memory/share.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

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
read_tgi(const struct job *job, struct share *e)
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
read_old_batches(const struct job *job, struct share *e, double length)
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

/*
 * MLC plans for logits of every token of a chunk, 16 bits each and more where
 * they are cast (python/mlc_llm/model/llama/llama_model.py, batch_verify): 2.6
 * to 12.9 bytes with what else is alive (335.9 MB for 1024 of Llama 3 8B, its
 * documentation; 15275.6 MB for 8192 of Qwen2.5 32B, mlc-ai/mlc-llm#3027).  The
 * context is not part of what it counts (cpp/serve/config.cc).
 */
static void
read_modest(const struct job *job, struct share *e)
{
	const struct workload *w = job->w;
	double share = fact_is(w, F_SERVE_ENGINE, "mlc") ? 0.85 : 1;

	*e = (struct share){ .old = true, .modest = true };
	e->share = fact_number(w, F_SERVE_MEMORY_FRACTION, share);
	if (!(e->share > 0 && e->share <= 1))
		e->share = share;
	e->start = e->share;
	e->tokens = fact_number(w, F_SERVE_MAX_BATCHED_TOKENS, 2048);
	if (fact_is(w, F_SERVE_ENGINE, "mlc")) {
		e->old = false;
		e->rows = e->tokens;
		e->logit = 2;
	}
}

void
share_read(const struct job *job, struct share *e, double card)
{
	const struct workload *w = job->w;
	const char *version = serve_version(job);
	double length = fact_number(w, F_SERVE_MAX_LEN,
	    fact_number(w, F_MODEL_MAX_POSITIONS, 8192));
	bool large = card >= 70 * GIB &&
		     strncmp(fact_text(w, F_TARGET_GPU), "A100", 4) != 0;
	double share;

	*e = (struct share){ .old = is_old(job) };
	if (fact_is(w, F_SERVE_ENGINE, "tgi")) {
		read_tgi(job, e);
		return;
	}
	if (is_modest(job)) {
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
	e->rows =
	    large || serve_precedes(version, "0.8.4", "2025-04") ? 1024 : 256;
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
share_shortest(const struct job *job, const struct share *e)
{
	const struct workload *w = job->w;

	if (e->modest)
		return 1;
	if (fact_is(w, F_SERVE_ENGINE, "tgi"))
		return fact_number(w, F_SERVE_MAX_LEN, e->tokens);
	return fact_number(w, F_SERVE_MAX_LEN,
	    fact_number(w, F_MODEL_MAX_POSITIONS, 0));
}
