/* A sound plugin, whose cards the tests write: it says what it is shown. */

#include "plugin.h"

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *batch =
	    gpulint_fact(pass, "train.micro_batch");
	struct gpulint_finding *finding;

	if (!gpulint_known(batch))
		return;
	finding = gpulint_report(pass, batch, "a batch of %.0f\033[31m",
	    gpulint_number(batch));
	gpulint_lower(finding, GPULINT_ERROR);
	gpulint_help(finding, "%s", gpulint_kind(pass));
	gpulint_unknown(NULL, "nobody");
	gpulint_lower(NULL, GPULINT_NOTE);
}

static const struct gpulint_check batch = {
	.id = "batch",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};

static const struct gpulint_check *const checks[] = {
	&batch,
	NULL,
};

GPULINT_PLUGIN("carded", checks);
