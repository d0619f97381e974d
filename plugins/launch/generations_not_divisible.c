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
 * left to train is known only where the file says so, or that there is none. */
static bool
may_share(struct gpulint_pass *pass, const struct gpulint_fact *gpus)
{
	const struct gpulint_node *root = gpulint_root(pass);
	const struct gpulint_node *own = gpulint_get(root, "trl");

	if (gpulint_is_mapping(own))
		root = own;
	return !gpulint_stated(gpus) &&
	       gpulint_truth(pass, gpulint_get(root, "use_vllm")) &&
	       strcmp(gpulint_scalar(gpulint_get(root, "vllm_mode")),
		   "colocate") != 0;
}

static double
setting(struct gpulint_pass *pass, const char *name, double otherwise)
{
	const struct gpulint_node *root = gpulint_root(pass);

	if (strcmp(gpulint_dialect(pass), "axolotl") == 0)
		root = gpulint_get(root, "trl");
	return number(gpulint_get(root, name), otherwise);
}

/* What the batches of a job are made of. */
struct batches {
	const struct gpulint_node *group; /* num_generations */
	const struct gpulint_fact *micro, *gpus;
	double each, world, steps, size;
};

static void
lower_where_shared(struct gpulint_pass *pass, const struct batches *b,
    struct gpulint_finding *finding)
{
	if (may_share(pass, b->gpus))
		gpulint_lower(finding, GPULINT_NOTE);
}

static void
report(struct gpulint_pass *pass, const struct batches *b, double batch)
{
	double size = b->size < batch ? b->size : batch;
	struct gpulint_finding *finding = gpulint_report_at(pass, b->group,
	    "a batch of %.0f generations (%.0f per GPU x %.0f GPU%s x %.0f "
	    "steps) holds no whole groups of %.0f",
	    batch, b->each, b->world, b->world == 1 ? "" : "s", b->steps,
	    b->size);

	lower_where_shared(pass, b, finding);
	gpulint_related(finding, b->micro, "%.0f per GPU", b->each);
	gpulint_related(finding, b->gpus, "%.0f GPU%s", b->world,
	    b->world == 1 ? "" : "s");
	gpulint_help(finding, "make the batch a multiple of num_generations");
	for (size = floor(size); size > 1; size--)
		if (fmod(batch, size) == 0)
			break;
	if (size > 1)
		gpulint_replace(gpulint_fix(finding, false, "set it to %.0f",
				    size),
		    b->group, gpulint_format(pass, "%.0f", size));
}

/* axolotl 0.17 and newer count the batch of one GPU, and ask that it holds a
 * group for each. */
static void
judge_axolotl(struct gpulint_pass *pass, const struct batches *b)
{
	double one = setting(pass, "generation_batch_size", b->each * b->steps);
	double least = b->size * b->world;
	struct gpulint_finding *finding;

	if (strcmp(gpulint_dialect(pass), "axolotl") != 0 ||
	    (one >= least && fmod(one, b->size) == 0))
		return;
	finding = gpulint_report_at(pass, b->group,
	    "axolotl 0.17 and newer ask each GPU for %.0f generations a step "
	    "or more, in groups of %.0f, and here are %.0f",
	    least, b->size, one);
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, b->micro, "%.0f per GPU", b->each);
	gpulint_related(finding, b->gpus, "%.0f GPU%s", b->world,
	    b->world == 1 ? "" : "s");
	gpulint_help(finding, "raise gradient_accumulation_steps");
}

/* grpo_config.py: an evaluation's batch holds whole groups, too. */
static void
judge_evaluation(struct gpulint_pass *pass, const struct batches *b)
{
	const struct gpulint_node *root = gpulint_root(pass);
	const struct gpulint_node *each =
	    gpulint_get(root, "per_device_eval_batch_size");
	const char *when = gpulint_scalar(gpulint_get(root, "eval_strategy"));
	double size =
	    number(gpulint_get(root, "num_generations_eval"), b->size);
	double batch = number(each, 8) * b->world;
	struct gpulint_finding *finding;

	if (strcmp(gpulint_dialect(pass), "hf_trl") != 0 || size < 2 ||
	    (strcmp(when, "steps") != 0 && strcmp(when, "epoch") != 0) ||
	    batch < 1 || fmod(batch, size) == 0)
		return;
	finding = gpulint_report_at(pass, each != NULL ? each : b->group,
	    "an evaluation's batch of %.0f generations (%.0f per GPU x %.0f "
	    "GPU%s) holds no whole groups of %.0f",
	    batch, batch / b->world, b->world, b->world == 1 ? "" : "s", size);
	lower_where_shared(pass, b, finding);
	gpulint_help(finding,
	    "make per_device_eval_batch_size x GPUs a multiple of %.0f", size);
	if (each != NULL)
		gpulint_replace(gpulint_fix(finding, false, "set it to %.0f",
				    size),
		    each, gpulint_format(pass, "%.0f", size));
}

/* Before TRL 0.17 each step generated for itself: v0.16.1,
 * trl/trainer/grpo_trainer.py. */
static bool
shares_steps(struct gpulint_pass *pass)
{
	const char *trl = gpulint_text(gpulint_fact(pass, "env.lib.trl"));

	return *trl == '\0' || gpulint_version_compare(trl, "0.17") >= 0;
}

static void
run(struct gpulint_pass *pass)
{
	struct batches b = {
		.group = generations(pass),
		.micro = gpulint_fact(pass, "train.micro_batch"),
		.gpus = gpulint_fact(pass, "parallel.gpus"),
	};
	double batch;

	b.each = gpulint_number(b.micro);
	b.world = gpulint_number(b.gpus);
	b.steps = gpulint_number(gpulint_fact(pass, "train.accumulation"));
	b.size = number(b.group, 0);
	if (b.size < 2 || !gpulint_stated(b.micro) || !gpulint_known(b.gpus) ||
	    b.world < 1)
		return;
	b.steps = setting(pass, "steps_per_generation",
	    b.steps < 1 || !shares_steps(pass) ? 1 : b.steps);
	batch =
	    setting(pass, "generation_batch_size", b.each * b.world * b.steps);
	if (batch >= 1 && batch <= MOST && fmod(batch, b.size) != 0)
		report(pass, &b, batch);
	else
		judge_axolotl(pass, &b);
	judge_evaluation(pass, &b);
}

const struct gpulint_check generations_not_divisible = {
	.id = "generations-not-divisible",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
