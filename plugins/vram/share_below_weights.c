/* share-below-weights: the engine's share of the GPU cannot hold the model. */

#include "vram.h"

#include <stdlib.h>
#include <string.h>

/* vLLM beside a trainer, which puts the model there once more, in 16 bits where
 * the trainer does not pack it (huggingface/trl trl/generation/
 * vllm_generation.py, modelscope/ms-swift swift/rlhf_trainers). */
static bool
is_colocated(struct gpulint_pass *pass)
{
	return strcmp(gpulint_kind(pass), "train") == 0 &&
	       strcmp(gpulint_scalar(
			  gpulint_get(gpulint_root(pass), "vllm_mode")),
		   "colocate") == 0 &&
	       !gpulint_known(gpulint_fact(pass, "quant.method"));
}

static double
colocated_weights(struct gpulint_pass *pass)
{
	const struct gpulint_node *tensor =
	    gpulint_get(gpulint_root(pass), "vllm_tensor_parallel_size");
	double gpus = tensor != NULL ? strtod(gpulint_scalar(tensor), NULL) : 1;

	return 2 * gpulint_number(gpulint_fact(pass, "model.params")) /
	       (gpus > 1 ? gpus : 1);
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *engine = gpulint_fact(pass, "serve.engine");
	const struct gpulint_fact *share =
	    gpulint_fact(pass, "serve.memory_fraction");
	const struct gpulint_fact *vram = gpulint_fact(pass, "target.vram");
	double usable = gpulint_number(vram);
	double taken = usable * gpulint_number(share);
	bool colocated = is_colocated(pass);
	double weights =
	    colocated ? colocated_weights(pass) : gpulint_term(pass, "weights");
	struct gpulint_finding *finding;

	if ((!gpulint_is(engine, "vllm") && !gpulint_is(engine, "sglang") &&
		!colocated) ||
	    !gpulint_stated(share) || !gpulint_known(vram) ||
	    !gpulint_estimated(pass) || weights > usable || weights <= taken)
		return; /* over the whole card: vram/overflow speaks of it */
	finding = gpulint_report(pass, share,
	    "the weights are %s; %.0f%% of one %s are %s",
	    gpulint_size(pass, weights), 100 * gpulint_number(share),
	    gpulint_text(gpulint_fact(pass, "target.gpu")),
	    gpulint_size(pass, taken));
	gpulint_related(finding, gpulint_fact(pass, "model.id"), "%s",
	    gpulint_size(pass, weights));
	gpulint_help(finding, "raise the share, or spread the model over more "
			      "GPUs");
	if (weights < 0.85 * usable && !colocated)
		gpulint_set(gpulint_fix(finding, true, "raise it to 0.9"),
		    "serve.memory_fraction", "0.9");
}

const struct gpulint_check share_below_weights = {
	.id = "share-below-weights",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
