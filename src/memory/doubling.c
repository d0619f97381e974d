/*
 * doubling: what twice as much of one dimension would cost.
 *
 * The job is estimated again with one fact doubled and every other dimension
 * as it is: heads keep their width, so twice the heads are wider projections;
 * a wider residual stream leaves heads and MLP alone.  Parameters follow
 * from the dimensions.  Layers come with their pattern: those that attend to
 * everything double with them, as do both halves of an encoder-decoder.
 * Given are the new expected bytes less the old, and their ratio.
 */

#include "memory/trial.h"

#include <math.h>
#include <string.h>

/* Dimensions that a default would derive from the doubled one. */
static void
pin(struct trial *trial)
{
	const struct workload *w = trial->w;
	double heads = fact_number(w, F_MODEL_HEADS, 0);
	double hidden = fact_number(w, F_MODEL_HIDDEN, 0);

	if (heads <= 0 || hidden <= 0)
		return;
	trial_number(trial, F_MODEL_HEAD_DIM,
	    fact_number(w, F_MODEL_HEAD_DIM, hidden / heads));
	trial_number(trial, F_MODEL_KV_HEADS,
	    fact_number(w, F_MODEL_KV_HEADS, heads));
	if (!fact_known(w, F_MODEL_INTERMEDIATE) &&
	    !fact_known(w, F_MODEL_MOE_INTERMEDIATE))
		trial_number(trial, F_MODEL_INTERMEDIATE, 4 * hidden);
}

static void
twice(struct trial *trial, enum fact_id id)
{
	double number = fact_number(trial->w, id, 0);

	if (number > 0)
		trial_number(trial, id, 2 * number);
}

static bool
is_dimension(enum fact_id id)
{
	return id == F_MODEL_LAYERS || id == F_MODEL_HIDDEN ||
	       id == F_MODEL_HEADS || id == F_MODEL_VOCAB;
}

/* One plain generation has a batch and a prompt, and reserves nothing. */
static bool
generates(const struct workload *w)
{
	return fact_is(w, F_SERVE_ENGINE, "transformers");
}

static void
change(struct trial *trial, enum fact_id id)
{
	static const struct fact absent;

	trial_again(trial);
	if (is_dimension(id)) {
		pin(trial);
		trial_set(trial, F_MODEL_PARAMS, &absent);
		trial_set(trial, F_MODEL_ACTIVE_PARAMS, &absent);
	}
	twice(trial, id);
	if (id == F_MODEL_LAYERS) {
		twice(trial, F_MODEL_ATTENTION_LAYERS);
		twice(trial, F_MODEL_ENCODER_LAYERS);
		twice(trial, F_MODEL_DECODER_LAYERS);
	}
}

static void
add(struct doublings *doublings, struct trial *trial, enum fact_id id,
    double before)
{
	struct doubling *row = &doublings->rows[doublings->count];
	double now = fact_number(trial->w, id, 0);

	if (!(now > 0) || (id == F_SERVE_MAX_SEQS && generates(trial->w)))
		return;
	change(trial, id);
	if (!trial_run(trial))
		return;
	row->fact = id;
	row->now = now;
	row->expected = trial->estimate.expected;
	row->more = row->expected - before;
	row->ratio = row->expected / before;
	row->kv_tokens = trial->estimate.kv_tokens;
	doublings->count++;
}

void
memory_doublings(const struct workload *w, const struct catalog *catalog,
    struct doublings *doublings)
{
	static const enum fact_id training[] = { F_TRAIN_MICRO_BATCH,
		F_TRAIN_SEQ_LEN, F_MODEL_LAYERS, F_MODEL_HIDDEN, F_MODEL_HEADS,
		F_MODEL_VOCAB };
	static const enum fact_id serving[] = { F_SERVE_BATCH, F_SERVE_MAX_SEQS,
		F_SERVE_PROMPT_LEN, F_SERVE_MAX_LEN, F_MODEL_LAYERS,
		F_MODEL_HIDDEN, F_MODEL_HEADS, F_MODEL_VOCAB };
	bool serves = w->kind == WORKLOAD_SERVE;
	const enum fact_id *facts = serves ? serving : training;
	size_t count = serves ? sizeof(serving) / sizeof(*serving)
			      : sizeof(training) / sizeof(*training);
	struct trial trial;
	double before;

	memset(doublings, 0, sizeof(*doublings));
	if (w->kind == WORKLOAD_OTHER)
		return;
	trial_start(&trial, w, catalog);
	if (trial_run(&trial) && trial.estimate.expected > 0) {
		before = trial.estimate.expected;
		for (size_t i = 0; i < count; i++)
			add(doublings, &trial, facts[i], before);
	}
	trial_end(&trial);
}
