/* sharding-twice: DeepSpeed and FSDP are both asked for. */

#include "conflict.h"
#include "launch.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "sharding-twice");
}

const struct gpulint_check sharding_twice = {
	.id = "sharding-twice",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
