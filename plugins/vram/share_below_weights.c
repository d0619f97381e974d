/* share-below-weights: the engine's share of the GPU cannot hold the model. */

#include "vram.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

/* What a trainer's file tells of the vLLM that makes its rollouts. */
static const struct layout {
	const char *dialect;
	const char *engine, *name; /* a key, and its value where vLLM is so */
	const char *tensor;
	double gpus; /* that one engine spans where nobody says */
	const char *packed; /* the weights' bytes are fewer where it says how */
	const char *experts; /* they are spread besides where it is over 1 */
	bool is_old_share; /* of what was free, with vLLM before 0.7 */
	double share; /* unless said; 0 for what is not known */
} layouts[] = {
	/* verl verl/trainer/config/rollout/rollout.yaml, docs/examples/
	 * config.rst */
	{ "verl", "actor_rollout_ref.rollout.name", "vllm",
	    "actor_rollout_ref.rollout.tensor_model_parallel_size", 2,
	    "actor_rollout_ref.rollout.quantization",
	    "actor_rollout_ref.rollout.expert_parallel_size", true, 0.5 },
	/* hiyouga/EasyR1 verl/workers/rollout/config.py */
	{ "verl", "worker.rollout", NULL, "worker.rollout.tensor_parallel_size",
	    1, NULL, NULL, false, 0.6 },
	/* NVIDIA-NeMo/RL nemo_rl/models/generation/vllm */
	{ "nemo_rl", "policy.generation.backend", "vllm",
	    "policy.generation.vllm_cfg.tensor_parallel_size", 1, NULL,
	    "policy.generation.vllm_cfg.expert_parallel_size", false, 0 },
	/* axolotl-ai-cloud/axolotl src/axolotl/utils/schemas/vllm.py */
	{ "axolotl", "vllm", NULL, "vllm.tensor_parallel_size", 1, NULL, NULL,
	    false, 0 },
	/* huggingface/trl trl/generation/vllm_generation.py, trl/trainer/
	 * grpo_config.py */
	{ "hf_trl", "vllm_mode", "colocate", "vllm_tensor_parallel_size", 1,
	    NULL, NULL, false, 0.3 },
	/* modelscope/ms-swift swift/rlhf_trainers */
	{ NULL, "vllm_mode", "colocate", "vllm_tensor_parallel_size", 1, NULL,
	    NULL, false, 0 },
};

/* The last two, where a command tells them. */
static const struct layout commanded = { .gpus = 1 };

static const struct gpulint_node *
node_at(struct gpulint_pass *pass, const char *path)
{
	return path != NULL ? gpulint_path(gpulint_root(pass), path) : NULL;
}

/* 0 for what is no number. */
static double
number_at(struct gpulint_pass *pass, const char *path, double otherwise)
{
	const struct gpulint_node *node = node_at(pass, path);

	return node != NULL ? strtod(gpulint_scalar(node), NULL) : otherwise;
}

static bool
is_laid_out_so(struct gpulint_pass *pass, const struct layout *layout)
{
	const struct gpulint_node *root = gpulint_root(pass);
	const struct gpulint_node *engine = gpulint_path(root, layout->engine);

	return engine != NULL &&
	       (layout->dialect == NULL ||
		   strcmp(gpulint_dialect(pass), layout->dialect) == 0) &&
	       (layout->name == NULL ||
		   strcmp(gpulint_scalar(engine), layout->name) == 0);
}

/* TRL and ms-swift name the mode of what they may not use. */
static bool
is_used(struct gpulint_pass *pass, const struct layout *layout)
{
	return strcmp(layout->engine, "vllm_mode") != 0 ||
	       gpulint_truth(pass, gpulint_get(gpulint_root(pass), "use_vllm"));
}

/* The layout of a trainer's own vLLM: it has the model once more, in 16 bits
 * where the trainer does not pack it. */
static const struct layout *
rollouts_of(struct gpulint_pass *pass)
{
	if (strcmp(gpulint_kind(pass), "train") != 0)
		return NULL;
	for (size_t i = 0; i < sizeof(layouts) / sizeof(*layouts); i++)
		if (is_laid_out_so(pass, &layouts[i]))
			return is_used(pass, &layouts[i]) ? &layouts[i] : NULL;
	return gpulint_stated(gpulint_fact(pass, "train.rollout_share"))
		   ? &commanded
		   : NULL;
}

static double
gpus_of(struct gpulint_pass *pass, const struct layout *layout)
{
	static const char *const flags[] = { "--vllm_tensor_parallel_size",
		"--vllm-tensor-parallel-size", NULL };
	const char *number;

	if (layout == &commanded && argument_find(pass, flags, &number) != NULL)
		return strtod(number, NULL);
	return number_at(pass, layout->tensor, layout->gpus);
}

/* 0 where their size is not known. */
static double
rollout_weights(struct gpulint_pass *pass, const struct layout *layout)
{
	double gpus = gpus_of(pass, layout);
	const struct gpulint_node *packed = node_at(pass, layout->packed);

	if (gpus < 1 || gpulint_known(gpulint_fact(pass, "quant.method")) ||
	    (packed != NULL &&
		strcmp(gpulint_scalar_type(pass, packed), "null") != 0) ||
	    number_at(pass, layout->experts, 1) != 1)
		return 0;
	return 2 * gpulint_number(gpulint_fact(pass, "model.params")) / gpus;
}

/* What the engine is told to take of the card, or takes unless told. */
static double
part_of(struct gpulint_pass *pass, const struct layout *rollouts)
{
	const struct gpulint_fact *share =
	    gpulint_fact(pass, "serve.memory_fraction");

	if (gpulint_stated(share))
		return gpulint_number(share);
	return rollouts != NULL && gpulint_node_of(share) == NULL
		   ? rollouts->share
		   : 0;
}

static struct gpulint_finding *
report(struct gpulint_pass *pass, const struct layout *rollouts, double weights)
{
	const struct gpulint_fact *share =
	    gpulint_fact(pass, "serve.memory_fraction");
	double part = part_of(pass, rollouts);
	const char *text =
	    gpulint_format(pass, "the weights are %s; %.0f%% of one %s are %s",
		gpulint_size(pass, weights), 100 * part, vram_card(pass),
		gpulint_size(pass,
		    part * gpulint_number(gpulint_fact(pass, "target.vram"))));

	if (gpulint_stated(share))
		return gpulint_report(pass, share, "%s", text);
	return gpulint_report_at(pass, node_at(pass, rollouts->engine),
	    "%s, which the engine takes unless told", text);
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *engine = gpulint_fact(pass, "serve.engine");
	const struct gpulint_fact *vram = gpulint_fact(pass, "target.vram");
	const struct layout *rollouts = rollouts_of(pass);
	double usable = gpulint_number(vram), part = part_of(pass, rollouts);
	double weights = rollouts != NULL ? rollout_weights(pass, rollouts)
					  : gpulint_term(pass, "weights");
	struct gpulint_finding *finding;

	if ((!gpulint_is(engine, "vllm") && !gpulint_is(engine, "sglang") &&
		rollouts == NULL) ||
	    part <= 0 || !gpulint_known(vram) || weights <= usable * part)
		return;
	if (rollouts == NULL && (!gpulint_estimated(pass) || weights > usable))
		return; /* over the whole card: vram/overflow speaks of it */
	finding = report(pass, rollouts, weights);
	if (rollouts != NULL && rollouts->is_old_share)
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpulint_fact(pass, "model.id"), "%s",
	    gpulint_size(pass, weights));
	gpulint_help(finding, "raise the share, or spread the model over more "
			      "GPUs");
	if (weights < 0.85 * usable && rollouts == NULL)
		gpulint_set(gpulint_fix(finding, true, "raise it to 0.9"),
		    "serve.memory_fraction", "0.9");
}

const struct gpulint_check share_below_weights = {
	.id = "share-below-weights",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
