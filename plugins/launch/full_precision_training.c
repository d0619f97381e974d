/* full-precision-training: 16 bits are not asked for where they are meant. */

#include "conflict.h"
#include "launch.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "full-precision-training");
}

const struct gpulint_check full_precision_training = {
	.id = "full-precision-training",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
