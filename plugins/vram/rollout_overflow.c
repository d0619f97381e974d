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
	       gpulint_path(root,
		   "actor_rollout_ref.rollout.n_gpus_per_node") != NULL;
}

/* Any of these switches, of verl's backends and of EasyR1. */
static bool
is_on(struct gpulint_pass *pass, const char *const *keys)
{
	for (; *keys != NULL; keys++) {
		const struct gpulint_node *node =
		    gpulint_path(gpulint_root(pass), *keys);

		if (node != NULL && gpulint_truth(pass, node))
			return true;
	}
	return false;
}

/* What the trainer leaves on the GPU between two updates. */
static double
held_by_trainer(struct gpulint_pass *pass)
{
	static const char *const params[] = {
		"actor_rollout_ref.actor.fsdp_config.param_offload",
		"actor_rollout_ref.actor.megatron.param_offload",
		"worker.actor.offload.offload_params", NULL
	};
	static const char *const states[] = {
		"actor_rollout_ref.actor.fsdp_config.optimizer_offload",
		"actor_rollout_ref.actor.megatron.optimizer_offload",
		"worker.actor.offload.offload_optimizer", NULL
	};
	double held = vram_resident(pass);

	if (is_on(pass, params))
		held -= gpulint_term(pass, "weights");
	if (is_on(pass, states))
		held -= gpulint_term(pass, "optimizer") +
			gpulint_term(pass, "master_weights");
	return held;
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
	double held = held_by_trainer(pass), left;
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
	    gpulint_size(pass, gpulint_number(share) * usable), vram_card(pass),
	    gpulint_size(pass, held), gpulint_size(pass, usable));
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
