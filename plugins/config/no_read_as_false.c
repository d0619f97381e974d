/* no-read-as-false: the word no, where a word is wanted. */

#include "config.h"

#include <string.h>

/*
 * transformers training_args.py makes an IntervalStrategy of each of these:
 * "False is not a valid IntervalStrategy, please select one of ['no', 'steps',
 * 'epoch']"; axolotl's schema wants text.
 */
static const char *const keys[] = { "eval_strategy", "evaluation_strategy",
	"save_strategy", "logging_strategy" };

static bool
is_trainer(const char *dialect)
{
	return strcmp(dialect, "hf_trl") == 0 ||
	       strcmp(dialect, "llamafactory") == 0 ||
	       strcmp(dialect, "axolotl") == 0;
}

static void
judge(struct gpulint_pass *pass, const char *key)
{
	const struct gpulint_node *value = gpulint_get(gpulint_root(pass), key);
	struct gpulint_finding *finding;

	if (strcmp(gpulint_scalar_type(pass, value), "bool") != 0 ||
	    gpulint_truth(pass, value))
		return;
	finding = gpulint_report_at(pass, value,
	    "%s is read as false here, and %s wants the word no "
	    "(transformers, transformers/training_args.py)",
	    gpulint_scalar(value), key);
	gpulint_help(finding, "write \"no\"");
	gpulint_write(gpulint_fix(finding, true, "write \"no\""), value,
	    "\"no\"");
}

static void
run(struct gpulint_pass *pass)
{
	if (!is_trainer(gpulint_dialect(pass)))
		return;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		judge(pass, keys[i]);
}

const struct gpulint_check no_read_as_false = {
	.id = "no-read-as-false",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
