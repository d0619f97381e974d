/* setting-without-effect: another setting, or its absence, overrules it. */

#include "conflict.h"
#include "launch.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "setting-without-effect");
}

const struct gpulint_check setting_without_effect = {
	.id = "setting-without-effect",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
