/* long-job: the run takes a week or more. */

#include "vram.h"

#include <string.h>

enum { WEEK = 7 * 24 };

static const struct gpulint_fact *
place_of(struct gpulint_pass *pass)
{
	static const char *const facts[] = { "train.tokens", "train.max_steps",
		"train.epochs", "model.id" };

	for (size_t i = 0; i < 4; i++) {
		const struct gpulint_fact *fact = gpulint_fact(pass, facts[i]);

		if (gpulint_node_of(fact) != NULL)
			return fact;
	}
	return gpulint_fact(pass, "model.id");
}

static void
run(struct gpulint_pass *pass)
{
	double low = gpulint_figure(pass, "hours_low");
	double high = gpulint_figure(pass, "hours_high");
	double gpus = gpulint_number(gpulint_fact(pass, "parallel.gpus"));
	double cost = gpulint_figure(pass, "cost_low");
	const char *gpu = gpulint_text(gpulint_fact(pass, "target.gpu"));
	struct gpulint_finding *finding;

	if (strcmp(gpulint_kind(pass), "train") != 0 || low < WEEK || gpus < 1)
		return;
	finding = gpulint_report(pass, place_of(pass),
	    "takes %.0f to %.0f days on %.0f %s%s", low / 24, high / 24, gpus,
	    gpu,
	    cost > 0 ? gpulint_format(pass,
			   ", for %.0f to %.0f USD at the "
			   "least price on record",
			   cost, gpulint_figure(pass, "cost_high"))
		     : "");
	gpulint_help(finding,
	    "see that checkpoints are kept elsewhere and that a restart finds "
	    "them");
}

const struct gpulint_check long_job = {
	.id = "long-job",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
