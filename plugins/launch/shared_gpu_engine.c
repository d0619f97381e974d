/* shared-gpu-engine: vLLM takes the GPU that trains. */

#include "conflict.h"
#include "launch.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "shared-gpu-engine");
}

const struct gpulint_check shared_gpu_engine = {
	.id = "shared-gpu-engine",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
