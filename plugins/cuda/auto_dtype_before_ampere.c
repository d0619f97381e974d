/* auto-dtype-before-ampere: the model's own bf16, on a GPU without it. */

#include "cuda.h"

#include <string.h>

/* Before vllm-project/vllm#17265 (0.8.5) dtype auto took the checkpoint's
 * dtype as it is, and stopped where that was bf16. */
static const char falls_back_from[] = "0.8.5";

/* gpu-too-old says that nothing runs there at all, but in a fork. */
static bool
runs_on(struct gpulint_pass *pass, const char *compute)
{
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));

	return gpulint_version_compare(compute, "7.0") >= 0 ||
	       (*image != '\0' && strstr(image, "vllm-openai") == NULL);
}

/* Packed weights are mostly fp16's, and a GGUF file names no dtype: vLLM makes
 * fp16 of that (vllm config.py, _get_and_verify_dtype). */
static bool
is_packed(struct gpulint_pass *pass)
{
	const struct gpulint_fact *method = gpulint_fact(pass, "quant.method");

	return gpulint_known(method) || gpulint_unknown_fact(method);
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *model = gpulint_fact(pass, "model.id");
	const struct gpulint_fact *dtype = gpulint_fact(pass, "load.dtype");
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));
	const char *gpu = gpulint_text(gpulint_fact(pass, "target.gpu"));
	const char *compute = gpulint_catalog(pass, "gpus", gpu, "compute");
	struct gpulint_finding *finding;
	struct gpulint_fix *fix;

	if (!gpulint_is(gpulint_fact(pass, "serve.engine"), "vllm") ||
	    *version == '\0' || *compute == '\0' || gpulint_stated(dtype) ||
	    gpulint_version_compare(version, falls_back_from) >= 0 ||
	    gpulint_version_compare(compute, "8.0") >= 0 ||
	    !runs_on(pass, compute) || is_packed(pass) ||
	    strcmp(gpulint_catalog(pass, "models", gpulint_text(model),
		       "dtype"),
		"bf16") != 0)
		return;
	finding = gpulint_report(pass, model,
	    "%s is bf16, which vLLM %s takes as it is; bf16 needs compute "
	    "capability 8.0 or newer, and %s has %s",
	    gpulint_text(model), version, gpu, compute);
	if (!gpulint_sourced(pass, "models", gpulint_text(model), "dtype"))
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpulint_fact(pass, "target.gpu"), "%s", gpu);
	gpulint_help(finding,
	    "add --dtype half, or use vLLM %s, which falls back by itself",
	    falls_back_from);
	fix = gpulint_fix(finding, false, "add --dtype=half");
	gpulint_add_argument(fix, model, "--dtype=half");
}

const struct gpulint_check auto_dtype_before_ampere = {
	.id = "auto-dtype-before-ampere",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
