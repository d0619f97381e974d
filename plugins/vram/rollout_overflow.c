/* rollout-overflow: the engine that generates wants more of the GPU than the
 * trainer beside it leaves. */

#include "vram.h"

#include <string.h>

/* A pool of GPUs of its own, or no engine at all. */
static bool
is_apart(struct gpulint_pass *pass)
{
	const struct gpulint_node *root = gpulint_root(pass);
	const struct gpulint_node *hybrid =
	    gpulint_path(root, "actor_rollout_ref.hybrid_engine");
	const char *engine = gpulint_scalar(
	    gpulint_path(root, "actor_rollout_ref.rollout.name"));

	return strcmp(engine, "hf") == 0 ||
	       (hybrid != NULL && !gpulint_truth(pass, hybrid)) ||
	       gpulint_path(root, "rollout.n_gpus_per_node") != NULL ||
	       gpulint_path(root, "actor_rollout_ref.rollout.n_gpus_per_node") !=
		   NULL;
}

/*
 * verl's engine sleeps while the model trains, and gets its whole share back to
 * generate (verl/workers/rollout); what is not offloaded stays beside it.
 */
static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *share =
	    gpulint_fact(pass, "serve.memory_fraction");
	double usable = gpulint_number(gpulint_fact(pass, "target.vram"));
	double held = vram_resident(pass), left;
	struct gpulint_finding *finding;

	if (strcmp(gpulint_dialect(pass), "verl") != 0 ||
	    strcmp(gpulint_kind(pass), "train") != 0 ||
	    gpulint_node_of(share) == NULL || usable <= 0 ||
	    !gpulint_estimated(pass) || is_apart(pass) ||
	    held + gpulint_number(share) * usable <= usable || held > usable)
		return;
	left = 1 - held / usable;
	finding = gpulint_report(pass, share,
	    "to generate, the engine takes %s of one %s, beside %s of the "
	    "trainer's weights and states; it offers %s",
	    gpulint_size(pass, gpulint_number(share) * usable),
	    vram_card(pass), gpulint_size(pass, held),
	    gpulint_size(pass, usable));
	gpulint_related(finding, gpulint_fact(pass, "parallel.gpus"),
	    "shared out between so many");
	gpulint_help(finding,
	    left >= 0.2
		? "set it to %.2f at most, or offload the optimizer and the "
		  "parameters"
		: "offload the optimizer and the parameters, or take more "
		  "GPUs: %.2f of each is left",
	    (double)(int)(100 * left) / 100);
}

const struct gpulint_check rollout_overflow = {
	.id = "rollout-overflow",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
