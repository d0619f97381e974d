/* generations-not-divisible: GRPO's batch holds no whole groups. */

#include "launch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * trl/trainer/grpo_config.py: a batch of generations, over all GPUs and the
 * steps that share it, is a multiple of num_generations.  axolotl checks the
 * same before it starts (utils/schemas/validation.py,
 * check_grpo_batch_size_divisibility).
 */
enum { MOST = 1 << 20 }; /* of anything that somebody means */

static double
number(const struct gpulint_node *node, double otherwise)
{
	const char *text = gpulint_scalar(node);
	char *end;
	double value = strtod(text, &end);

	return end != text && *end == '\0' && fabs(value) <= MOST ? value
								  : otherwise;
}

static const struct gpulint_node *
generations(struct gpulint_pass *pass)
{
	const struct gpulint_node *root = gpulint_root(pass);

	if (strcmp(gpulint_dialect(pass), "hf_trl") == 0)
		return gpulint_get(root, "num_generations");
	if (strcmp(gpulint_dialect(pass), "axolotl") == 0)
		return gpulint_path(root, "trl.num_generations");
	return NULL;
}

/* A server of generations takes GPUs of the machine for itself: how many are
 * left to train is known only where the file says so. */
static bool
may_share(struct gpulint_pass *pass, const struct gpulint_fact *gpus)
{
	const struct gpulint_node *root = gpulint_root(pass);

	return !gpulint_stated(gpus) &&
	       (gpulint_truth(pass, gpulint_get(root, "use_vllm")) ||
		   gpulint_truth(pass, gpulint_path(root, "trl.use_vllm")));
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_node *root = gpulint_root(pass);
	const struct gpulint_node *group = generations(pass);
	const struct gpulint_fact *micro =
	    gpulint_fact(pass, "train.micro_batch");
	const struct gpulint_fact *gpus = gpulint_fact(pass, "parallel.gpus");
	double each = gpulint_number(micro), world = gpulint_number(gpus);
	double steps = gpulint_number(gpulint_fact(pass, "train.accumulation"));
	double size = number(group, 0), batch;
	struct gpulint_finding *finding;

	if (size < 2 || !gpulint_stated(micro) || !gpulint_known(gpus))
		return;
	steps = number(gpulint_get(root, "steps_per_generation"),
	    steps < 1 ? 1 : steps);
	batch = number(gpulint_get(root, "generation_batch_size"),
	    each * world * steps);
	if (batch < 1 || batch > MOST || fmod(batch, size) == 0)
		return;
	finding = gpulint_report_at(pass, group,
	    "a batch of %.0f generations (%.0f per GPU x %.0f GPU%s x %.0f "
	    "steps) holds no whole groups of %.0f",
	    batch, each, world, world == 1 ? "" : "s", steps, size);
	if (may_share(pass, gpus))
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, micro, "%.0f per GPU", each);
	gpulint_related(finding, gpus, "%.0f GPU%s", world,
	    world == 1 ? "" : "s");
	gpulint_help(finding, "make the batch a multiple of num_generations");
	for (size = floor(size < batch ? size : batch); size > 1; size--)
		if (fmod(batch, size) == 0)
			break;
	if (size > 1)
		gpulint_replace(gpulint_fix(finding, false, "set it to %.0f",
				    size),
		    group, gpulint_format(pass, "%.0f", size));
}

const struct gpulint_check generations_not_divisible = {
	.id = "generations-not-divisible",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
