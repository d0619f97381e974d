/* A check without an id. */

#include "plugin.h"

static void
run(struct gpulint_pass *pass)
{
	(void)pass;
}

static const struct gpulint_check check = {
	.scope = GPULINT_WORKLOAD,
	.run = run,
};

static const struct gpulint_check *const checks[] = {
	&check,
	NULL,
};

GPULINT_PLUGIN("no-check-id", checks);
