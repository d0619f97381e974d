/* hidden-not-divisible: a hidden size does not split into heads. */

#include "conflict.h"
#include "launch.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "hidden-not-divisible");
}

const struct gpulint_check hidden_not_divisible = {
	.id = "hidden-not-divisible",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
