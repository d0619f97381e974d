/* deepspeed-config-twice: accelerate's file repeats what DeepSpeed's says. */

#include "conflict.h"
#include "launch.h"

#define IN_THE_FILE "remove it, and set it in DeepSpeed's file"

/*
 * accelerate utils/dataclasses.py, _deepspeed_config_checks: each of these
 * keys beside deepspeed_config_file stops the launch, whatever its value.
 */
static const struct conflict rows[] = {
	{ "accelerate",
	    "deepspeed_config.gradient_accumulation_steps=* "
	    "deepspeed_config.deepspeed_config_file "
	    "distributed_type=DEEPSPEED",
	    "gradient_accumulation_steps stands beside deepspeed_config_file",
	    IN_THE_FILE, GPULINT_ERROR,
	    "-deepspeed_config.gradient_accumulation_steps", false },
	{ "accelerate",
	    "deepspeed_config.gradient_clipping=* "
	    "deepspeed_config.deepspeed_config_file "
	    "distributed_type=DEEPSPEED",
	    "gradient_clipping stands beside deepspeed_config_file",
	    IN_THE_FILE, GPULINT_ERROR, "-deepspeed_config.gradient_clipping",
	    false },
	{ "accelerate",
	    "deepspeed_config.zero_stage=* "
	    "deepspeed_config.deepspeed_config_file "
	    "distributed_type=DEEPSPEED",
	    "zero_stage stands beside deepspeed_config_file", IN_THE_FILE,
	    GPULINT_ERROR, "-deepspeed_config.zero_stage", false },
	{ "accelerate",
	    "deepspeed_config.offload_optimizer_device=* "
	    "deepspeed_config.deepspeed_config_file "
	    "distributed_type=DEEPSPEED",
	    "offload_optimizer_device stands beside deepspeed_config_file",
	    IN_THE_FILE, GPULINT_ERROR,
	    "-deepspeed_config.offload_optimizer_device", false },
	{ "accelerate",
	    "deepspeed_config.offload_param_device=* "
	    "deepspeed_config.deepspeed_config_file "
	    "distributed_type=DEEPSPEED",
	    "offload_param_device stands beside deepspeed_config_file",
	    IN_THE_FILE, GPULINT_ERROR,
	    "-deepspeed_config.offload_param_device", false },
	{ "accelerate",
	    "deepspeed_config.offload_param_nvme_path=* "
	    "deepspeed_config.deepspeed_config_file "
	    "distributed_type=DEEPSPEED",
	    "offload_param_nvme_path stands beside deepspeed_config_file",
	    IN_THE_FILE, GPULINT_ERROR,
	    "-deepspeed_config.offload_param_nvme_path", false },
	{ "accelerate",
	    "deepspeed_config.offload_optimizer_nvme_path=* "
	    "deepspeed_config.deepspeed_config_file "
	    "distributed_type=DEEPSPEED",
	    "offload_optimizer_nvme_path stands beside deepspeed_config_file",
	    IN_THE_FILE, GPULINT_ERROR,
	    "-deepspeed_config.offload_optimizer_nvme_path", false },
	{ "accelerate",
	    "deepspeed_config.zero3_save_16bit_model=* "
	    "deepspeed_config.deepspeed_config_file "
	    "distributed_type=DEEPSPEED",
	    "zero3_save_16bit_model stands beside deepspeed_config_file",
	    IN_THE_FILE, GPULINT_ERROR,
	    "-deepspeed_config.zero3_save_16bit_model", false },
	{ "accelerate",
	    "mixed_precision=* deepspeed_config.deepspeed_config_file "
	    "distributed_type=DEEPSPEED",
	    "mixed_precision stands beside deepspeed_config_file",
	    "remove it, and set bf16 or fp16 in DeepSpeed's file",
	    GPULINT_WARNING, "-mixed_precision", false },
};

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, rows, sizeof(rows) / sizeof(*rows));
}

const struct gpulint_check deepspeed_config_twice = {
	.id = "deepspeed-config-twice",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
