/* nccl-not-there: a back end that torch does not have here. */

#include "conflict.h"
#include "os.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "nccl-not-there");
}

const struct gpulint_check nccl_not_there = {
	.id = "nccl-not-there",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
