/* A check that nobody wrote a card for. */

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
	NULL,
};

GPULINT_PLUGIN("no-card", checks);
