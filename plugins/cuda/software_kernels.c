/* software-kernels: it runs on this GPU, by unpacking or by another kernel. */

#include "cuda.h"
#include "demands.h"

#include <string.h>

/* What vLLM does instead, by its table of supported hardware
 * (docs/features/quantization/supported_hardware.md). */
static const struct {
	const char *method, *native, *least, *what, *instead;
} rows[] = {
	{ "fp8", "8.9", "7.5", "fp8 arithmetic",
	    "vLLM unpacks the weights by Marlin's kernels: they save memory, "
	    "not time" },
	{ "nvfp4", "10.0", "7.5", "fp4 arithmetic",
	    "vLLM unpacks the weights by Marlin's kernels: they save memory, "
	    "not time" },
	{ "mxfp4", "9.0", "8.0", "a native kernel for MXFP4",
	    "vLLM unpacks the weights by Marlin's kernels" },
};

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *method = gpulint_fact(pass, "quant.method");
	const char *name = gpulint_text(gpulint_fact(pass, "target.gpu"));
	const char *compute = gpulint_catalog(pass, "gpus", name, "compute");

	if (*compute == '\0' ||
	    !gpulint_is(gpulint_fact(pass, "serve.engine"), "vllm") ||
	    demand_refuses(pass, "quant.method", compute))
		return; /* it does not run at all */
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct gpulint_finding *finding;

		if (!gpulint_is(method, rows[i].method) ||
		    gpulint_version_compare(compute, rows[i].native) >= 0 ||
		    gpulint_version_compare(compute, rows[i].least) < 0)
			continue;
		finding = gpulint_report(pass,
		    gpulint_node_of(method) != NULL
			? method
			: gpulint_fact(pass, "model.id"),
		    "%s comes with compute capability %s; %s has %s",
		    rows[i].what, rows[i].native, name, compute);
		gpulint_help(finding, "%s", rows[i].instead);
	}
}

const struct gpulint_check software_kernels = {
	.id = "software-kernels",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
