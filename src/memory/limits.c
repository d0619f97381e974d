/*
 * limits: how far a job can be turned up before it overflows.
 *
 * The largest value of one fact, all others as they are, under which the
 * high end of the estimate is within the bytes that the card offers.  The
 * estimate grows with each of these facts, but for engines that change their
 * ways beyond some length (memory/vllm.c): the largest power of two that fits
 * is looked for from above, then the gap is halved: some fifty estimates a
 * limit.
 *
 * Training: sequences of a micro batch; tokens of a row.  Serving: tokens of
 * a sequence; sequences at once, for engines that reserve a cache of tokens
 * (vLLM, SGLang, TGI, TensorRT-LLM) the tokens in it divided by the tokens of
 * a sequence, which is what vLLM prints as "maximum concurrency"
 * (vllm-project/vllm vllm/v1/core/kv_cache_utils.py).
 */

#include "memory/trial.h"

#include <math.h>
#include <string.h>

static const double most_batch = 65536, most_tokens = 16777216;

static bool
fits(struct trial *trial, enum fact_id id, double number, double usable)
{
	trial_again(trial);
	trial_number(trial, id, number);
	return trial_run(trial) && trial->estimate.high <= usable;
}

/* The largest whole number up to most that fits; 0: not even 1. */
static double
largest(struct trial *trial, enum fact_id id, double most, double usable)
{
	double good = most, bad;

	while (good >= 1 && !fits(trial, id, good, usable))
		good = floor(good / 2);
	bad = good < 1 ? 1 : fmin(2 * good, most + 1);
	while (bad - good > 1) {
		double middle = floor((good + bad) / 2);

		if (fits(trial, id, middle, usable))
			good = middle;
		else
			bad = middle;
	}
	return good;
}

static void
add(struct limits *limits, struct trial *trial, enum fact_id id, double most,
    double usable)
{
	struct limit *limit = &limits->rows[limits->count++];

	limit->fact = id;
	limit->now = fact_number(trial->w, id, 0);
	limit->most = largest(trial, id, most, usable);
	limit->is_open = limit->most >= most;
}

/* What the model was made for stands beside a limit in tokens. */
static void
add_length(struct limits *limits, struct trial *trial, enum fact_id id,
    double usable)
{
	struct limit *limit = &limits->rows[limits->count];

	add(limits, trial, id, most_tokens, usable);
	limit->made_for = fact_number(trial->w, F_MODEL_MAX_POSITIONS, 0);
}

static bool
reserves_cache(const struct workload *w)
{
	static const char *const engines[] = { "vllm", "tgi", "tensorrt-llm",
		"aphrodite" };

	for (size_t i = 0; i < sizeof(engines) / sizeof(*engines); i++)
		if (fact_is(w, F_SERVE_ENGINE, engines[i]))
			return true;
	return false;
}

static void
add_concurrency(struct limits *limits, struct trial *trial)
{
	const struct workload *w = trial->w;
	double length = fact_number(w, F_SERVE_MAX_LEN,
	    fact_number(w, F_MODEL_MAX_POSITIONS, 0));
	struct limit *limit;

	trial_again(trial);
	if (!trial_run(trial) || length < 1 || trial->estimate.kv_tokens <= 0)
		return;
	limit = &limits->rows[limits->count++];
	limit->fact = F_SERVE_MAX_SEQS;
	limit->now = fact_number(w, F_SERVE_MAX_SEQS, 0);
	limit->most = floor(trial->estimate.kv_tokens / length);
}

/* SGLang starts with any length and serves what its cache holds. */
static void
add_cached_length(struct limits *limits, struct trial *trial)
{
	struct limit *limit;

	trial_again(trial);
	if (!trial_run(trial) || trial->estimate.kv_tokens < 1)
		return;
	limit = &limits->rows[limits->count++];
	limit->fact = F_SERVE_MAX_LEN;
	limit->now = fact_number(trial->w, F_SERVE_MAX_LEN, 0);
	limit->most = floor(trial->estimate.kv_tokens);
	limit->made_for = fact_number(trial->w, F_MODEL_MAX_POSITIONS, 0);
}

static void
add_serving(struct limits *limits, struct trial *trial, double usable)
{
	const struct workload *w = trial->w;

	if (fact_is(w, F_SERVE_ENGINE, "sglang")) {
		add_cached_length(limits, trial);
		add_concurrency(limits, trial);
	} else if (reserves_cache(w)) {
		add_length(limits, trial, F_SERVE_MAX_LEN, usable);
		add_concurrency(limits, trial);
	} else if (fact_is(w, F_SERVE_ENGINE, "llama.cpp") ||
		   fact_is(w, F_SERVE_ENGINE, "ollama")) {
		/* one cache that all sequences share */
		add_length(limits, trial, F_SERVE_MAX_LEN, usable);
	} else {
		add_length(limits, trial,
		    fact_known(w, F_SERVE_PROMPT_LEN) ? F_SERVE_PROMPT_LEN
						      : F_SERVE_MAX_LEN,
		    usable);
		add(limits, trial, F_SERVE_BATCH, most_batch, usable);
	}
}

void
memory_limits(const struct workload *w, const struct catalog *catalog,
    double usable, struct limits *limits)
{
	struct trial trial;

	memset(limits, 0, sizeof(*limits));
	if (!(usable > 0) || w->kind == WORKLOAD_OTHER)
		return;
	trial_start(&trial, w, catalog);
	trial_fit(&trial, usable);
	if (trial_run(&trial)) {
		if (w->kind == WORKLOAD_SERVE) {
			add_serving(limits, &trial, usable);
		} else {
			add(limits, &trial, F_TRAIN_MICRO_BATCH, most_batch,
			    usable);
			add_length(limits, &trial, F_TRAIN_SEQ_LEN, usable);
		}
	}
	trial_end(&trial);
}
