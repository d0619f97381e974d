/* deepspeed-config-twice: accelerate's file repeats what DeepSpeed's says. */

#include "conflict.h"
#include "launch.h"

/*
 * accelerate utils/dataclasses.py, _deepspeed_config_checks: each of these
 * keys beside deepspeed_config_file stops the launch, whatever its value.
 */
static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "deepspeed-config-twice");
}

const struct gpulint_check deepspeed_config_twice = {
	.id = "deepspeed-config-twice",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
