/* quantization-without-adapter: quantised weights cannot be trained. */

#include "conflict.h"
#include "launch.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "quantization-without-adapter");
}

const struct gpulint_check quantization_without_adapter = {
	.id = "quantization-without-adapter",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
