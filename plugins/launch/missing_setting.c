/* missing-setting: a setting without the one that it needs. */

#include "conflict.h"
#include "launch.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "missing-setting");
}

const struct gpulint_check missing_setting = {
	.id = "missing-setting",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
