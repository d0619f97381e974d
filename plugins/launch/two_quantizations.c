/* two-quantizations: the weights are quantised twice over. */

#include "conflict.h"
#include "launch.h"

/* Each row names the check that stops the job. */
static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "two-quantizations");
}

const struct gpulint_check two_quantizations = {
	.id = "two-quantizations",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
