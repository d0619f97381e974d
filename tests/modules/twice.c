/* The same check twice. */

#include "plugin.h"

static void
run(struct gpulint_pass *pass)
{
	(void)pass;
}

static const struct gpulint_check check = {
	.id = "check",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};

static const struct gpulint_check *const checks[] = {
	&check,
	&check,
	NULL,
};

GPULINT_PLUGIN("twice", checks);
