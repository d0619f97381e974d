/* save-eval-mismatch: the best checkpoint is wanted, and not all that are
 * saved are evaluated. */

#include "conflict.h"
#include "launch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/*
 * transformers training_args.py, __post_init__: both strategies are the same
 * and, counted in steps, every saved one is evaluated.  They are keys of a
 * file, or flags of the command that a container runs.
 */
struct schedule {
	struct setting best;
	struct setting save, evaluate; /* the strategies */
	struct setting save_steps, eval_steps;
};

/* A key, or where the file is no trainer's the flag of that name; evaluate's
 * older name where that is said. */
static void
find(struct gpulint_pass *pass, const char *sigil, const char *key,
    struct setting *setting)
{
	setting_find(pass, gpulint_format(pass, "%s%s", sigil, key), setting);
	if (setting->node == NULL && strcmp(key, "eval_strategy") == 0)
		find(pass, sigil, "evaluation_strategy", setting);
}

/* Its text, without the quotes that a shell takes off. */
static const char *
text_of(struct gpulint_pass *pass, const struct setting *setting)
{
	const char *text = setting_text(pass, setting);
	size_t n = strlen(text);

	if (n >= 2 && strchr("\"'", text[0]) != NULL && text[n - 1] == text[0])
		return gpulint_format(pass, "%.*s", (int)n - 2, text + 1);
	return text;
}

static bool
is_template(struct gpulint_pass *pass, const struct setting *setting)
{
	const char *text = text_of(pass, setting);

	return strchr(text, '$') != NULL || strstr(text, "{{") != NULL;
}

static bool
is_number(struct gpulint_pass *pass, const struct setting *setting,
    double *number)
{
	const char *text = text_of(pass, setting);
	char *end;

	*number = strtod(text, &end);
	return end != text && *end == '\0' && *number > 0;
}

static const char *
strategy(struct gpulint_pass *pass, const struct setting *setting,
    const char *otherwise)
{
	if (setting->node == NULL)
		return otherwise;
	/* `no` is false to YAML 1.1. */
	return strcmp(text_of(pass, setting), "false") == 0
		   ? "no"
		   : text_of(pass, setting);
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

/* Before pull request 38217 transformers asks binary arithmetic first, and for
 * fractions takes no as the last word. */
static bool
is_refused(struct gpulint_pass *pass, double save, double evaluate)
{
	const struct gpulint_fact *release =
	    gpulint_fact(pass, "env.lib.transformers");

	return save < 1 && evaluate < 1 && gpulint_stated(release) &&
	       gpulint_version_compare(gpulint_text(release), "4.52") < 0 &&
	       fmod(save, evaluate) != 0;
}

static void
offer_steps(struct gpulint_pass *pass, struct gpulint_finding *finding,
    const struct setting *place, double save, double evaluate)
{
	double steps = ceil(save / evaluate) * evaluate;
	struct gpulint_fix *fix =
	    gpulint_fix(finding, false, "set save_steps to %.0f", steps);
	const char *right = gpulint_format(pass, "%.0f", steps);

	if (place->flag != NULL)
		gpulint_replace_word(fix, place->node, place->flag,
		    gpulint_format(pass, "%.*s%s",
			(int)(strlen(place->flag) - strlen(place->word)),
			place->flag, right));
	else
		gpulint_replace(fix, place->node, right);
}

/* What is left out is 500 steps, and as often as is logged: DEFAULT and
 * __post_init__ of transformers' training_args.py.  The command line may say
 * another. */
static void
compare_steps(struct gpulint_pass *pass, const struct schedule *schedule)
{
	const struct setting *place = schedule->save_steps.node != NULL
					  ? &schedule->save_steps
					  : &schedule->eval_steps;
	double save = 500, evaluate;
	struct gpulint_finding *finding;

	if ((schedule->save_steps.node != NULL &&
		!is_number(pass, &schedule->save_steps, &save)) ||
	    !is_number(pass, &schedule->eval_steps, &evaluate))
		return;
	if (is_multiple(save, evaluate)) {
		if (!is_refused(pass, save, evaluate))
			return;
		finding = setting_report(pass, place,
		    gpulint_format(pass,
			"transformers before 4.53 takes %g for no multiple of "
			"%g",
			save, evaluate));
		gpulint_help(finding,
		    "give save_steps and eval_steps as whole steps");
		return;
	}
	finding = setting_report(pass, place,
	    gpulint_format(pass,
		"checkpoints are saved every %g %s%s and evaluated every %g: "
		"the best one may not be among them",
		save, save < 1 ? "of the run" : "steps",
		schedule->save_steps.node == NULL ? ", the default," : "",
		evaluate));
	gpulint_related_at(finding, schedule->eval_steps.node, "every %g",
	    evaluate);
	gpulint_help(finding, "make save_steps a multiple of eval_steps");
	if (schedule->save_steps.node == NULL)
		gpulint_lower(finding, GPULINT_WARNING);
	else if (save >= 1 && evaluate >= 1)
		offer_steps(pass, finding, place, save, evaluate);
}

/* axolotl's early stopping compares them too (axolotl-ai-cloud/axolotl
 * src/axolotl/utils/schemas/validation.py); the tables compare whole steps. */
static void
compare_shares(struct gpulint_pass *pass)
{
	struct schedule schedule = { 0 };
	struct setting early;
	double patience, save, evaluate;

	find(pass, "", "early_stopping_patience", &early);
	find(pass, "", "save_steps", &schedule.save_steps);
	find(pass, "", "eval_steps", &schedule.eval_steps);
	if (is_number(pass, &early, &patience) &&
	    is_number(pass, &schedule.save_steps, &save) && save < 1 &&
	    is_number(pass, &schedule.eval_steps, &evaluate) && evaluate < 1)
		compare_steps(pass, &schedule);
}

static bool
is_swift(struct gpulint_pass *pass)
{
	return gpulint_is(gpulint_fact(pass, "framework.name"), "ms-swift");
}

static void
read_schedule(struct gpulint_pass *pass, struct schedule *schedule)
{
	static const char *const dialects[] = { "hf_trl", "llamafactory",
		"ms_swift" };
	const char *sigil = "$";

	for (size_t i = 0; i < sizeof(dialects) / sizeof(*dialects); i++)
		if (strcmp(gpulint_dialect(pass), dialects[i]) == 0)
			sigil = "";
	if (*sigil == '$' && gpulint_has_program(pass))
		return; /* which is asked itself */
	find(pass, sigil, "load_best_model_at_end", &schedule->best);
	if (schedule->best.node == NULL)
		return;
	find(pass, sigil, "save_strategy", &schedule->save);
	find(pass, sigil, "eval_strategy", &schedule->evaluate);
	find(pass, sigil, "save_steps", &schedule->save_steps);
	find(pass, sigil, "eval_steps", &schedule->eval_steps);
	if (schedule->eval_steps.node == NULL && !is_swift(pass))
		find(pass, sigil, "logging_steps", &schedule->eval_steps);
}

/* modelscope/ms-swift swift/arguments/sft_args.py, _init_eval_strategy: what
 * is left out of evaluation is what saving does. */
static void
compare_strategies(struct gpulint_pass *pass, const struct schedule *schedule)
{
	const char *save = strategy(pass, &schedule->save, "steps");
	const char *evaluate =
	    strategy(pass, &schedule->evaluate, is_swift(pass) ? save : "no");
	struct gpulint_finding *finding;

	if (strcmp(save, "best") == 0)
		return;
	if (strcmp(save, evaluate) == 0) {
		if (strcmp(save, "steps") == 0)
			compare_steps(pass, schedule);
		return;
	}
	finding = setting_report(pass, &schedule->best,
	    gpulint_format(pass,
		"the best checkpoint is wanted: saved by %s, evaluated by %s",
		save, evaluate));
	/* What the file leaves out the command line may say. */
	if (schedule->save.node == NULL || schedule->evaluate.node == NULL)
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related_at(finding,
	    schedule->evaluate.node != NULL ? schedule->evaluate.node
					    : schedule->save.node,
	    "not the same");
	gpulint_help(finding,
	    "set save_strategy and eval_strategy to the same");
}

static void
run(struct gpulint_pass *pass)
{
	struct schedule schedule = { 0 };

	conflicts_report(pass, "save-eval-mismatch");
	if (strcmp(gpulint_dialect(pass), "axolotl") == 0) {
		compare_shares(pass);
		return;
	}
	read_schedule(pass, &schedule);
	if (strcasecmp(text_of(pass, &schedule.best), "true") == 0 &&
	    !is_template(pass, &schedule.save) &&
	    !is_template(pass, &schedule.evaluate))
		compare_strategies(pass, &schedule);
}

const struct gpulint_check save_eval_mismatch = {
	.id = "save-eval-mismatch",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
