/* deepspeed-mismatch: the trainer and DeepSpeed's file say different things. */

#include "launch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * transformers integrations/deepspeed.py, trainer_config_process: each of
 * these is "auto", or the same as the trainer's; else it stops ("Please
 * correct the following DeepSpeed config values that mismatch").
 */
static const struct twin {
	const char *theirs, *trainers, *axolotls;
} twins[] = {
	{ "train_micro_batch_size_per_gpu", "per_device_train_batch_size",
	    "micro_batch_size" },
	{ "gradient_accumulation_steps", "gradient_accumulation_steps",
	    "gradient_accumulation_steps" },
	{ "gradient_clipping", "max_grad_norm", "max_grad_norm" },
	{ "optimizer.params.lr", "learning_rate", "learning_rate" },
	{ "optimizer.params.eps", "adam_epsilon", "adam_epsilon" },
	{ "optimizer.params.weight_decay", "weight_decay", "weight_decay" },
	{ "optimizer.params.betas.0", "adam_beta1", "adam_beta1" },
	{ "optimizer.params.betas.1", "adam_beta2", "adam_beta2" },
	{ "scheduler.params.warmup_max_lr", "learning_rate", "learning_rate" },
	{ "scheduler.params.warmup_num_steps", "warmup_steps", "warmup_steps" },
	{ "fp16.enabled", "fp16", "fp16" },
	{ "bf16.enabled", "bf16", "bf16" },
};

static bool
number_of(const struct gpulint_node *node, double *number)
{
	const char *text = gpulint_scalar(node);
	char *end;

	*number = strtod(text, &end);
	return end != text && *end == '\0' && isfinite(*number);
}

/* 1 for different numbers or switches, 0 for the same, -1 for anything that
 * is neither ("auto", a template). */
static int
differ(struct gpulint_pass *pass, const struct gpulint_node *a,
    const struct gpulint_node *b)
{
	double x, y;

	if (strcmp(gpulint_scalar_type(pass, a), "bool") == 0 &&
	    strcmp(gpulint_scalar_type(pass, b), "bool") == 0)
		return gpulint_truth(pass, a) != gpulint_truth(pass, b);
	if (number_of(a, &x) && number_of(b, &y))
		return x < y || x > y;
	return -1;
}

static void
compare(struct gpulint_pass *pass, const struct gpulint_node *theirs,
    const struct twin *twin, const char *key)
{
	const struct gpulint_node *ours = gpulint_get(gpulint_root(pass), key);
	const struct gpulint_node *other = gpulint_path(theirs, twin->theirs);
	struct gpulint_finding *finding;

	if (ours == NULL || other == NULL || differ(pass, ours, other) != 1)
		return;
	finding = gpulint_report_at(pass, ours,
	    "%s is %s here, and %s is %s in DeepSpeed's file (transformers, "
	    "integrations/deepspeed.py)",
	    key, gpulint_scalar(ours), twin->theirs, gpulint_scalar(other));
	gpulint_related_at(finding, other, "%s", gpulint_scalar(other));
	gpulint_help(finding, "set %s to \"auto\" in DeepSpeed's file",
	    twin->theirs);
	gpulint_replace(gpulint_fix(finding, true,
			    "set %s to \"auto\" in DeepSpeed's file",
			    twin->theirs),
	    other, "auto");
	if (*gpulint_scalar(other) != '-')
		gpulint_replace(gpulint_fix(finding, false, "set %s to %s", key,
				    gpulint_scalar(other)),
		    ours, gpulint_scalar(other));
}

/* accelerate makes DeepSpeed's configuration of its own file; the Trainer
 * stops over another count (hiyouga/LLaMA-Factory issue 201), and a script with
 * a loop of its own silently goes by the launcher's (accelerator.py). */
static void
compare_launcher(struct gpulint_pass *pass)
{
	const struct gpulint_fact *ours =
	    gpulint_fact(pass, "train.accumulation");
	const struct gpulint_fact *theirs =
	    gpulint_fact(pass, "train.launcher_accumulation");
	struct gpulint_finding *finding;

	if (!gpulint_known(ours) || !gpulint_known(theirs) ||
	    fabs(gpulint_number(ours) - gpulint_number(theirs)) < 0.5)
		return;
	finding = gpulint_report(pass,
	    gpulint_node_of(ours) != NULL ? ours : theirs,
	    "gradient_accumulation_steps is %.0f for the trainer, and %.0f in "
	    "accelerate's deepspeed_config (transformers, "
	    "integrations/deepspeed.py)",
	    gpulint_number(ours), gpulint_number(theirs));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, theirs, "%.0f", gpulint_number(theirs));
	gpulint_help(finding,
	    "remove it from accelerate's file, or say the same in both");
	if (gpulint_node_of(ours) != NULL && gpulint_node_of(theirs) != NULL)
		gpulint_rewrite(gpulint_fix(finding, false,
				    "set accelerate's to %.0f",
				    gpulint_number(ours)),
		    theirs, gpulint_format(pass, "%.0f", gpulint_number(ours)));
}

static bool
is_on(struct gpulint_pass *pass, const struct gpulint_node *node)
{
	return strcmp(gpulint_scalar_type(pass, node), "bool") == 0 &&
	       gpulint_truth(pass, node);
}

/* The trainer's fp16 and bf16 are off where they are left out: beside the
 * other one, DeepSpeed's of the same name is a mismatch. */
static void
compare_default(struct gpulint_pass *pass, const struct gpulint_node *theirs,
    const char *key, const char *other_key)
{
	const struct gpulint_node *root = gpulint_root(pass);
	const struct gpulint_node *ours = gpulint_get(root, other_key);
	const struct gpulint_node *other =
	    gpulint_get(gpulint_get(theirs, key), "enabled");
	struct gpulint_finding *finding;

	if (gpulint_key_named(root, key) != NULL || !is_on(pass, ours) ||
	    !is_on(pass, other))
		return;
	finding = gpulint_report_at(pass, ours,
	    "%s is true here, and DeepSpeed's file has %s.enabled "
	    "(transformers, integrations/deepspeed.py)",
	    other_key, key);
	gpulint_related_at(finding, other, "%s", key);
	gpulint_help(finding, "set both to \"auto\" in DeepSpeed's file");
	gpulint_replace(gpulint_fix(finding, true,
			    "set %s.enabled to \"auto\" in DeepSpeed's file",
			    key),
	    other, "auto");
}

/* The Trainer's arguments have both off; TRL's newer ones have bf16 on
 * (trl/trainer/base_config.py; huggingface/trl pull 3515, 0.19), and axolotl's
 * and ms-swift's choose one. */
static bool
is_off_by_default(struct gpulint_pass *pass, const char *key)
{
	const struct gpulint_fact *name = gpulint_fact(pass, "framework.name");
	const char *trl = gpulint_text(gpulint_fact(pass, "env.lib.trl"));

	return gpulint_is(name, "transformers") ||
	       gpulint_is(name, "llamafactory") ||
	       (gpulint_is(name, "trl") &&
		   (strcmp(key, "fp16") == 0 ||
		       (*trl != '\0' &&
			   gpulint_version_compare(trl, "0.19") < 0)));
}

/* Where the file turns neither on. */
static void
compare_unset(struct gpulint_pass *pass, const struct gpulint_node *theirs,
    const char *key)
{
	static const char *const ours[] = { "fp16", "bf16", "fp16_full_eval",
		"bf16_full_eval", "pure_bf16" };
	const struct gpulint_node *root = gpulint_root(pass);
	const struct gpulint_node *other =
	    gpulint_get(gpulint_get(theirs, key), "enabled");
	const struct gpulint_node *named = gpulint_get(root, "deepspeed");
	struct gpulint_finding *finding;

	if (!is_off_by_default(pass, key) || !is_on(pass, other))
		return;
	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		if (gpulint_key_named(root, ours[i]) != NULL)
			return;
	finding = gpulint_report_at(pass,
	    gpulint_is_scalar(named) ? named : other,
	    "%s.enabled is true in DeepSpeed's settings, and the trainer's %s "
	    "is off (transformers, integrations/deepspeed.py)",
	    key, key);
	gpulint_lower(finding, GPULINT_WARNING);
	if (gpulint_is_scalar(named))
		gpulint_related_at(finding, other, "%s", key);
	gpulint_help(finding, "set %s to true for the trainer, too", key);
}

static void
run(struct gpulint_pass *pass)
{
	const char *dialect = gpulint_dialect(pass);
	bool axolotl = strcmp(dialect, "axolotl") == 0;
	const struct gpulint_node *theirs;

	compare_launcher(pass);
	if (!axolotl && strcmp(dialect, "hf_trl") != 0 &&
	    strcmp(dialect, "ms_swift") != 0 &&
	    strcmp(dialect, "llamafactory") != 0)
		return;
	theirs = gpulint_linked(pass, "deepspeed");
	for (size_t i = 0; theirs != NULL && i < sizeof(twins) / sizeof(*twins);
	     i++)
		compare(pass, theirs, &twins[i],
		    axolotl ? twins[i].axolotls : twins[i].trainers);
	compare_default(pass, theirs, "fp16", "bf16");
	compare_default(pass, theirs, "bf16", "fp16");
	compare_unset(pass, theirs, "fp16");
	compare_unset(pass, theirs, "bf16");
}

const struct gpulint_check deepspeed_mismatch = {
	.id = "deepspeed-mismatch",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
