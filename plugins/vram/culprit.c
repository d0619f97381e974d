/* Where a finding about the whole sum stands. */

#include "vram.h"

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
	{ "optimizer", { "train.optimizer", "train.method" } },
	{ "master_weights", { "train.precision" } },
	{ "gradients", { "train.method" } },
	{ "kv_cache", { "serve.max_len", "serve.max_seqs", "serve.batch",
			  "train.rollout_share" } },
	{ "weights", { "load.dtype" } },
};

/* Weights of 16 bits or fewer are as many as the model has: nobody would look
 * at their dtype first. */
static bool
can_be_changed(const struct gpulint_fact *fact, const char *name)
{
	return gpulint_node_of(fact) != NULL &&
	       (strcmp(name, "load.dtype") != 0 || gpulint_is(fact, "fp32"));
}

const struct gpulint_fact *
vram_culprit(struct gpulint_pass *pass)
{
	/* a model's own file does not name it */
	static const char *const models[] = { "model.id", "quant.method" };
	const struct gpulint_fact *place = gpulint_fact(pass, "model.id");
	double largest = 0;

	for (size_t i = 0; i < sizeof(levers) / sizeof(*levers); i++) {
		double bytes = gpulint_term(pass, levers[i].term);

		for (size_t j = 0;
		     j < 4 && bytes > largest && levers[i].facts[j] != NULL;
		     j++) {
			const struct gpulint_fact *fact =
			    gpulint_fact(pass, levers[i].facts[j]);

			if (can_be_changed(fact, levers[i].facts[j])) {
				place = fact;
				largest = bytes;
			}
		}
	}
	for (size_t i = 0; gpulint_term(pass, "weights") > largest &&
			   i < sizeof(models) / sizeof(*models);
	     i++)
		if (gpulint_node_of(gpulint_fact(pass, models[i])) != NULL)
			return gpulint_fact(pass, models[i]);
	return place;
}
