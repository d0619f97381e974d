#include "saves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 100 }; /* kept is another word for all */

/* ms-swift compares checkpoints by their loss unless told, wherever it
 * evaluates (modelscope/ms-swift swift/arguments/sft_args.py,
 * metric_for_best_model; #6392). */
static bool
compares_by_itself(struct gpulint_pass *pass)
{
	const struct gpulint_node *root = gpulint_root(pass);
	const char *strategy =
	    gpulint_scalar(gpulint_get(root, "eval_strategy"));

	return strcmp(gpulint_dialect(pass), "ms_swift") == 0 &&
	       strcmp(strategy, "no") != 0 &&
	       (gpulint_get(root, "val_dataset") != NULL ||
		   strtod(gpulint_scalar(
			      gpulint_get(root, "split_dataset_ratio")),
		       NULL) > 0);
}

/* Of one that is kept, the best stays beside the last; of more it is one
 * (transformers trainer.py, _rotate_checkpoints, _sorted_checkpoints). */
static double
keeps_best(struct gpulint_pass *pass, double keep)
{
	const struct gpulint_node *root = gpulint_root(pass);
	const char *metric =
	    gpulint_scalar(gpulint_get(root, "metric_for_best_model"));
	bool is_named = *metric != '\0' && strcmp(metric, "null") != 0;

	if (keep > 1)
		return 0;
	return gpulint_truth(pass,
		   gpulint_get(root, "load_best_model_at_end")) ||
		       is_named || compares_by_itself(pass)
		   ? 1
		   : 0;
}

double
saves_in_all(struct gpulint_pass *pass)
{
	double total = gpulint_number(gpulint_fact(pass, "save.total"));
	double steps = gpulint_number(gpulint_fact(pass, "train.max_steps"));
	double every = gpulint_number(gpulint_fact(pass, "save.every_steps"));

	if (total > 0 || every <= 0)
		return total;
	/* a share of all steps: transformers' save_steps below 1 */
	if (every < 1)
		return floor(1 / every + 1e-6);
	return steps > 0 ? floor(steps / every) : 0;
}

double
saves_at_once(struct gpulint_pass *pass)
{
	const struct gpulint_fact *keep = gpulint_fact(pass, "save.keep");
	double total = saves_in_all(pass);

	if (gpulint_known(keep) && gpulint_number(keep) > 0) {
		double most = gpulint_number(keep) + 1 +
			      keeps_best(pass, gpulint_number(keep));

		if (total <= 0 && most > MANY)
			return 0;

		return total > 0 && total < most ? total : most;
	}
	return gpulint_unknown_fact(keep) ? 0 : total;
}
