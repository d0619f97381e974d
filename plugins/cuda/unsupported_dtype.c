/* unsupported-dtype: the GPU has no such arithmetic, or no such kernel. */

#include "cuda.h"

#include <string.h>

/* A value of a fact that wants a compute capability. */
struct demand {
	const char *fact, *value;
	const char *engine; /* only under this serve.engine; NULL: any */
	bool training; /* only in training */
	const char *minimum; /* compute capability */
	const char *only; /* that one and no other; NULL: and later */
	const char *what, *instead;
	enum gpulint_severity severity;
};

/*
 * bf16: torch emulates it before Ampere, slowly and not for every kernel;
 * vLLM refuses it (vllm/platforms/cuda.py, check_if_supports_dtype).
 * FlashAttention 2: "only supports Ampere GPUs or newer" (csrc/flash_attn,
 * flash_api.cpp); 3: README.md names Hopper as its requirement, though
 * newer builds carry some kernels for Ampere.  FP8: TransformerEngine wants
 * 8.9 (fp8.py, check_fp8_support); vLLM's Marlin runs FP8 weights from 7.5.
 */
static const struct demand demands[] = {
	{ "load.dtype", "bf16", "vllm", false, "8.0", NULL, "bf16",
	    "set dtype to float16", GPULINT_ERROR },
	{ "train.precision", "amp-bf16", NULL, true, "8.0", NULL, "bf16",
	    "use fp16 instead of bf16", GPULINT_WARNING },
	{ "train.precision", "bf16", NULL, true, "8.0", NULL, "bf16",
	    "use fp16 instead of bf16", GPULINT_WARNING },
	{ "train.attention", "flash2", NULL, true, "8.0", NULL,
	    "FlashAttention 2", "use sdpa attention", GPULINT_ERROR },
	{ "train.attention", "flash3", NULL, true, "9.0", "9.0",
	    "FlashAttention 3", "use FlashAttention 2 or sdpa",
	    GPULINT_WARNING },
	{ "train.precision", "fp8", NULL, true, "8.9", NULL, "fp8 training",
	    "use bf16", GPULINT_ERROR },
	{ "quant.method", "fp8", "vllm", false, "7.5", NULL, "an fp8 model",
	    "use a 16-bit or AWQ version of the model", GPULINT_ERROR },
	{ "quant.method", "awq", "vllm", false, "7.5", NULL, "AWQ",
	    "use a GPTQ version of the model", GPULINT_ERROR },
	{ "quant.method", "nvfp4", "vllm", false, "10.0", NULL, "native NVFP4",
	    "expect weight-only kernels, or use fp8", GPULINT_NOTE },
};

static bool
applies(struct gpulint_pass *pass, const struct demand *demand)
{
	const struct gpulint_fact *fact = gpulint_fact(pass, demand->fact);

	if (!gpulint_is(fact, demand->value) || !gpulint_stated(fact))
		return false;
	if (demand->training && strcmp(gpulint_kind(pass), "train") != 0)
		return false;
	return demand->engine == NULL ||
	       gpulint_is(gpulint_fact(pass, "serve.engine"), demand->engine);
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *gpu = gpulint_fact(pass, "target.gpu");
	const char *name = gpulint_text(gpu);
	const char *compute = gpulint_catalog(pass, "gpus", name, "compute");

	if (*compute == '\0')
		return; /* no target, or no NVIDIA card */
	for (size_t i = 0; i < sizeof(demands) / sizeof(*demands); i++) {
		const struct demand *demand = &demands[i];
		struct gpulint_finding *finding;

		if (!applies(pass, demand))
			continue;
		if (demand->only != NULL
			? gpulint_version_compare(compute, demand->only) == 0
			: gpulint_version_compare(compute, demand->minimum) >=
			      0)
			continue;
		finding = gpulint_report(pass, gpulint_fact(pass, demand->fact),
		    "%s needs compute capability %s%s; %s has %s", demand->what,
		    demand->minimum, demand->only != NULL ? "" : " or newer",
		    name, compute);
		gpulint_lower(finding,
		    gpulint_sourced(pass, "gpus", name, "compute")
			? demand->severity
			: GPULINT_WARNING);
		gpulint_related(finding, gpu, "%s", name);
		gpulint_help(finding, "%s, or take a newer GPU",
		    demand->instead);
	}
}

const struct gpulint_check unsupported_dtype = {
	.id = "unsupported-dtype",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
