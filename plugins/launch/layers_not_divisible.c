/* layers-not-divisible: the layers do not split over pipeline stages. */

#include "conflict.h"
#include "launch.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "layers-not-divisible");
}

const struct gpulint_check layers_not_divisible = {
	.id = "layers-not-divisible",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
