/* contradicting-settings: two settings that the framework refuses together. */

#include "conflict.h"
#include "launch.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "contradicting-settings");
}

const struct gpulint_check contradicting_settings = {
	.id = "contradicting-settings",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
