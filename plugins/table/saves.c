#include "saves.h"

#include <math.h>

enum { MANY = 100 }; /* kept is another word for all */

/* The best one stays beside those that are kept, where it is none of them
 * (transformers trainer.py, _sorted_checkpoints). */
static double
keeps_best(struct gpulint_pass *pass)
{
	return gpulint_truth(pass,
		   gpulint_get(gpulint_root(pass), "load_best_model_at_end"))
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
		double most = gpulint_number(keep) + 1 + keeps_best(pass);

		if (total <= 0 && most > MANY)
			return 0;

		return total > 0 && total < most ? total : most;
	}
	return gpulint_unknown_fact(keep) ? 0 : total;
}
