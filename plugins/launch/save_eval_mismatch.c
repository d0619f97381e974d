/* save-eval-mismatch: the best checkpoint is wanted, and not all that are
 * saved are evaluated. */

#include "conflict.h"
#include "launch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* transformers training_args.py, _validate_args: both strategies are the
 * same and, counted in steps, every saved one is evaluated. */
struct schedule {
	const struct gpulint_node *save, *evaluate; /* the strategies */
	const struct gpulint_node *save_steps, *eval_steps;
};

static bool
is_template(const struct gpulint_node *node)
{
	const char *text = gpulint_scalar(node);

	return strstr(text, "${") != NULL || strstr(text, "{{") != NULL;
}

static bool
is_number(const struct gpulint_node *node, double *number)
{
	const char *text = gpulint_scalar(node);
	char *end;

	*number = strtod(text, &end);
	return end != text && *end == '\0' && *number > 0;
}

static const char *
strategy(struct gpulint_pass *pass, const struct gpulint_node *node,
    const char *otherwise)
{
	if (node == NULL)
		return otherwise;
	/* `no` is false to YAML 1.1. */
	if (strcmp(gpulint_scalar_type(pass, node), "bool") == 0)
		return "no";
	return gpulint_scalar(node);
}

/* Fractions are shares of all steps, and 0.1 is five times 0.02 whatever
 * binary arithmetic says: both are compared in millionths. */
static bool
is_multiple(double save, double evaluate)
{
	if ((save < 1) != (evaluate < 1))
		return false;
	if (save < 1)
		return fmod(round(save * 1e6), round(evaluate * 1e6)) == 0;
	return fmod(save, evaluate) == 0;
}

static void
compare_steps(struct gpulint_pass *pass, const struct schedule *schedule)
{
	double save, evaluate;
	struct gpulint_finding *finding;

	if (!is_number(schedule->save_steps, &save) ||
	    !is_number(schedule->eval_steps, &evaluate) ||
	    is_multiple(save, evaluate))
		return;
	finding = gpulint_report_at(pass, schedule->save_steps,
	    "checkpoints are saved every %g steps and evaluated every %g: the "
	    "best one may not be among them",
	    save, evaluate);
	gpulint_related_at(finding, schedule->eval_steps, "every %g", evaluate);
	gpulint_help(finding, "make save_steps a multiple of eval_steps");
	if (save >= 1 && evaluate >= 1) {
		double steps = ceil(save / evaluate) * evaluate;

		gpulint_replace(gpulint_fix(finding, false,
				    "set save_steps to %.0f", steps),
		    schedule->save_steps, gpulint_format(pass, "%.0f", steps));
	}
}

/* axolotl's early stopping compares them too (axolotl-ai-cloud/axolotl
 * src/axolotl/utils/schemas/validation.py); the tables compare whole steps. */
static void
compare_shares(struct gpulint_pass *pass, const struct schedule *schedule)
{
	double patience, save, evaluate;

	if (strcmp(gpulint_dialect(pass), "axolotl") == 0 &&
	    is_number(gpulint_get(gpulint_root(pass),
			  "early_stopping_patience"),
		&patience) &&
	    is_number(schedule->save_steps, &save) && save < 1 &&
	    is_number(schedule->eval_steps, &evaluate) && evaluate < 1)
		compare_steps(pass, schedule);
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_node *root = gpulint_root(pass);
	const struct gpulint_node *best =
	    gpulint_get(root, "load_best_model_at_end");
	struct schedule schedule = {
		gpulint_get(root, "save_strategy"),
		gpulint_get(root, "eval_strategy"),
		gpulint_get(root, "save_steps"),
		gpulint_get(root, "eval_steps"),
	};
	const char *save, *evaluate;
	struct gpulint_finding *finding;

	conflicts_report(pass, "save-eval-mismatch");
	compare_shares(pass, &schedule);
	if ((strcmp(gpulint_dialect(pass), "hf_trl") != 0 &&
		strcmp(gpulint_dialect(pass), "llamafactory") != 0) ||
	    !gpulint_truth(pass, best))
		return;
	if (schedule.evaluate == NULL)
		schedule.evaluate = gpulint_get(root, "evaluation_strategy");
	if (is_template(schedule.save) || is_template(schedule.evaluate))
		return;
	save = strategy(pass, schedule.save, "steps");
	evaluate = strategy(pass, schedule.evaluate, "no");
	if (strcmp(save, "best") == 0)
		return;
	if (strcmp(save, evaluate) == 0) {
		if (strcmp(save, "steps") == 0)
			compare_steps(pass, &schedule);
		return;
	}
	finding = gpulint_report_at(pass, best,
	    "the best checkpoint is wanted: saved by %s, evaluated by %s", save,
	    evaluate);
	/* What the file leaves out the command line may say. */
	if (schedule.save == NULL || schedule.evaluate == NULL)
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related_at(finding,
	    schedule.evaluate != NULL ? schedule.evaluate : schedule.save,
	    "not the same");
	gpulint_help(finding,
	    "set save_strategy and eval_strategy to the same");
}

const struct gpulint_check save_eval_mismatch = {
	.id = "save-eval-mismatch",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
