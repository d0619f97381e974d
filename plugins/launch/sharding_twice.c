/* sharding-twice: DeepSpeed and FSDP are both asked for. */

#include "conflict.h"
#include "launch.h"

static const struct conflict rows[] = {
	/* transformers trainer.py: "Using --fsdp xxx together with
	 * --deepspeed is not possible" */
	{ "hf_trl|llamafactory", "fsdp deepspeed",
	    "fsdp and deepspeed are both set", "keep one of them",
	    GPULINT_ERROR, NULL, false },
	/* axolotl utils/schemas/validation.py, check_fsdp_deepspeed */
	{ "axolotl", "fsdp deepspeed", "fsdp and deepspeed are both set",
	    "keep one of them", GPULINT_ERROR, NULL, false },
	{ "axolotl", "fsdp_config deepspeed !fsdp",
	    "fsdp_config and deepspeed are both set", "keep one of them",
	    GPULINT_WARNING, NULL, false },
};

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, rows, sizeof(rows) / sizeof(*rows));
}

const struct gpulint_check sharding_twice = {
	.id = "sharding-twice",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
