/* Where a finding about the whole sum stands: on what a person would have to
 * change. */

#include "vram.h"

#include <math.h>
#include <string.h>

/* The facts that a person would change first, for each term of the sum. */
struct lever {
	const char *term;
	const char *facts[4];
};

static const struct lever levers[] = {
	{ "activations",
	    { "train.micro_batch", "train.seq_len", "train.checkpointing" } },
	{ "logits", { "train.micro_batch", "train.seq_len", "train.loss" } },
	{ "kv_cache", { "serve.max_len", "serve.max_seqs", "serve.batch",
			  "train.rollout_share" } },
	{ "weights", { "load.dtype" } },
};

/* What a model is written as, and what is done to it, as far as one says so: a
 * model's own file does not name it. */
static const char *const models[] = { "model.id", "quant.method",
	"model.layers", "model.hidden", "model.params", "train.optimizer",
	"parallel.sharding", "train.micro_batch" };

/* What rows come and go with. */
static const char *const passing[] = { "activations", "logits",
	"fragmentation" };

/* One row cannot be fewer, checkpoints of all blocks not more, and weights of
 * 16 bits or fewer are as many as the model has: nobody would look there
 * first. */
static bool
can_be_changed(const struct gpulint_fact *fact, const char *name)
{
	if (gpulint_node_of(fact) == NULL)
		return false;
	if (strcmp(name, "train.micro_batch") == 0)
		return gpulint_number(fact) != 1;
	if (strcmp(name, "train.checkpointing") == 0)
		return !gpulint_is(fact, "full");
	return strcmp(name, "load.dtype") != 0 || gpulint_is(fact, "fp32");
}

static const struct gpulint_fact *
changeable(struct gpulint_pass *pass, const struct lever *lever)
{
	for (size_t i = 0; i < 4 && lever->facts[i] != NULL; i++) {
		const struct gpulint_fact *fact =
		    gpulint_fact(pass, lever->facts[i]);

		if (can_be_changed(fact, lever->facts[i]))
			return fact;
	}
	return NULL;
}

static const struct gpulint_fact *
model_of(struct gpulint_pass *pass)
{
	for (size_t i = 0; i < sizeof(models) / sizeof(*models); i++) {
		const struct gpulint_fact *fact = gpulint_fact(pass, models[i]);

		if (gpulint_node_of(fact) != NULL)
			return fact;
	}
	return gpulint_fact(pass, "model.id");
}

/* States of 8 bits in the place of 32 are a quarter, weights of 16 a half;
 * where neither is enough, or much of the GPU, it is that all of the model is
 * trained, or the model. */
static const struct gpulint_fact *
states_culprit(struct gpulint_pass *pass, double usable)
{
	const struct gpulint_fact *optimizer =
	    gpulint_fact(pass, "train.optimizer");
	const struct gpulint_fact *dtype = gpulint_fact(pass, "load.dtype");
	const struct gpulint_fact *method = gpulint_fact(pass, "train.method");
	double over = fmax(gpulint_expected(pass) - usable, usable / 10);

	if (gpulint_node_of(optimizer) != NULL &&
	    0.75 * gpulint_term(pass, "optimizer") >= over)
		return optimizer;
	if (gpulint_is(dtype, "fp32") && gpulint_node_of(dtype) != NULL &&
	    0.5 * gpulint_term(pass, "weights") >= over)
		return dtype;
	if (strcmp(gpulint_written(pass, method), "full") == 0 &&
	    gpulint_term(pass, "weights") <= usable)
		return method;
	return model_of(pass);
}

/* Fewer rows where a single one would fit, or else checkpoints of them, or
 * shorter ones; none where all of them are less than a third of the GPU. */
static const struct gpulint_fact *
rows_culprit(struct gpulint_pass *pass, double fixed, double usable)
{
	const struct gpulint_fact *batch =
	    gpulint_fact(pass, "train.micro_batch");
	const struct gpulint_fact *length = gpulint_fact(pass, "train.seq_len");
	const struct gpulint_fact *kept =
	    gpulint_fact(pass, "train.checkpointing");
	double rows =
	    gpulint_term(pass, "activations") + gpulint_term(pass, "logits");

	if (rows < usable / 3)
		return NULL;
	if (gpulint_known(batch) &&
	    fixed + rows / gpulint_number(batch) <= usable)
		return changeable(pass, &levers[0]);
	if (gpulint_is(kept, "none") && gpulint_node_of(kept) != NULL)
		return kept;
	return gpulint_node_of(length) != NULL ? length
					       : changeable(pass, &levers[0]);
}

/* The largest term that has something to change. */
static const struct gpulint_fact *
largest(struct gpulint_pass *pass)
{
	const struct gpulint_fact *place = NULL;
	double most = 0;

	for (size_t i = 0; i < sizeof(levers) / sizeof(*levers); i++) {
		double bytes = gpulint_term(pass, levers[i].term);
		const struct gpulint_fact *fact = changeable(pass, &levers[i]);

		if (bytes > most && fact != NULL) {
			place = fact;
			most = bytes;
		}
	}
	if (place == NULL || (gpulint_term(pass, "weights") > most &&
				 gpulint_node_of(model_of(pass)) != NULL))
		return model_of(pass);
	return place;
}

const struct gpulint_fact *
vram_rows(struct gpulint_pass *pass)
{
	const struct gpulint_fact *place = changeable(pass, &levers[0]);

	return place != NULL ? place : gpulint_fact(pass, "model.id");
}

/* A server's pass over so many tokens at once, where one over as few as most
 * servers take would fit. */
static const struct gpulint_fact *
pass_culprit(struct gpulint_pass *pass, double usable)
{
	static const double few = 2048,
			    most = 0.95; /* that any of them takes */
	const struct gpulint_fact *tokens =
	    gpulint_fact(pass, "serve.max_batched_tokens");
	const struct gpulint_fact *share =
	    gpulint_fact(pass, "serve.memory_fraction");
	double fewer = 1 - few / gpulint_number(tokens);
	double part =
	    gpulint_known(share) ? fmin(gpulint_number(share), most) : most;

	/* expected: the card of which the part would do */
	if (gpulint_node_of(tokens) == NULL || gpulint_number(tokens) <= few ||
	    gpulint_term(pass, "activations") * fewer <
		part * (gpulint_expected(pass) - usable))
		return NULL;
	return tokens;
}

const struct gpulint_fact *
vram_culprit(struct gpulint_pass *pass, double usable)
{
	const struct gpulint_fact *place = NULL;
	double fixed = gpulint_expected(pass);

	if (strcmp(gpulint_kind(pass), "serve") == 0)
		place = pass_culprit(pass, usable);
	if (place != NULL)
		return place;
	if (strcmp(gpulint_kind(pass), "train") != 0 ||
	    gpulint_term(pass, "kv_cache") > 0)
		return largest(pass);
	for (size_t i = 0; i < sizeof(passing) / sizeof(*passing); i++)
		fixed -= gpulint_term(pass, passing[i]);
	if (fixed <= usable)
		place = rows_culprit(pass, fixed, usable);
	return place != NULL ? place : states_culprit(pass, usable);
}
