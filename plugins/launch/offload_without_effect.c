/* offload-without-effect: DeepSpeed leaves on the GPU what is to go off it. */

#include "conflict.h"
#include "launch.h"

/* DeepSpeed runtime/zero/offload_config.py and stage_1_and_2.py: parameters
 * are offloaded in stage 3 only, and so is anything to NVMe. */
static const struct conflict rows[] = {
	{ "deepspeed",
	    "zero_optimization.offload_param.device=cpu|nvme "
	    "zero_optimization.stage<3",
	    "offload_param has no effect below ZeRO stage 3",
	    "set stage to 3, or remove offload_param", GPULINT_NOTE,
	    "-zero_optimization.offload_param", true },
	{ "deepspeed",
	    "zero_optimization.offload_optimizer.device=cpu|nvme "
	    "zero_optimization.stage<1",
	    "offload_optimizer has no effect at ZeRO stage 0",
	    "set stage to 1 or more, or remove offload_optimizer", GPULINT_NOTE,
	    NULL, false },
	{ "deepspeed",
	    "zero_optimization.offload_optimizer.device=nvme "
	    "zero_optimization.stage<3",
	    "below ZeRO stage 3, nvme offload goes to RAM",
	    "set stage to 3, or device to cpu", GPULINT_NOTE, NULL, false },
	{ "accelerate",
	    "deepspeed_config.offload_param_device=cpu|nvme "
	    "deepspeed_config.zero_stage<3",
	    "offload_param_device has no effect below ZeRO stage 3",
	    "set zero_stage: 3, or offload_param_device: none", GPULINT_NOTE,
	    "deepspeed_config.offload_param_device=none", true },
};

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, rows, sizeof(rows) / sizeof(*rows));
}

const struct gpulint_check offload_without_effect = {
	.id = "offload-without-effect",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
