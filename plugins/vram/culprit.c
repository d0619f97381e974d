/* Where a finding about the whole sum stands. */

#include "vram.h"

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
	{ "kv_cache", { "serve.max_len", "serve.max_seqs", "serve.batch" } },
	{ "weights", { "load.dtype", "quant.method" } },
};

const struct gpulint_fact *
vram_culprit(struct gpulint_pass *pass)
{
	const struct gpulint_fact *place = gpulint_fact(pass, "model.id");
	double largest = 0;

	for (size_t i = 0; i < sizeof(levers) / sizeof(*levers); i++) {
		double bytes = gpulint_term(pass, levers[i].term);

		for (size_t j = 0;
		     j < 4 && bytes > largest && levers[i].facts[j] != NULL;
		     j++) {
			const struct gpulint_fact *fact =
			    gpulint_fact(pass, levers[i].facts[j]);

			if (gpulint_node_of(fact) != NULL) {
				place = fact;
				largest = bytes;
			}
		}
	}
	if (gpulint_term(pass, "weights") > largest &&
	    gpulint_node_of(gpulint_fact(pass, "model.id")) != NULL)
		return gpulint_fact(pass, "model.id");
	return place;
}
