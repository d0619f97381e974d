/* sequence-not-divisible: a sequence does not split over ranks. */

#include "conflict.h"
#include "launch.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "sequence-not-divisible");
}

const struct gpulint_check sequence_not_divisible = {
	.id = "sequence-not-divisible",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
