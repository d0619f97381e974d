/* fp16-with-bf16-model: a model that overflows in fp16 is to run in it. */

#include "conflict.h"
#include "launch.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "fp16-with-bf16-model");
}

const struct gpulint_check fp16_with_bf16_model = {
	.id = "fp16-with-bf16-model",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
