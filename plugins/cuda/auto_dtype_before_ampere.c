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

/* LLaMA-Factory's own file, which need not say which vLLM there is. */
static bool
is_library(struct gpulint_pass *pass)
{
	return strcmp(gpulint_dialect(pass), "llamafactory") == 0;
}

/* Of the server itself, or of the library. */
static const char *
release_of(struct gpulint_pass *pass)
{
	const char *version = gpulint_text(gpulint_fact(pass, "env.lib.vllm"));

	return *version != '\0' && is_library(pass)
		   ? version
		   : gpulint_text(gpulint_fact(pass, "framework.version"));
}

static bool
is_before_fall_back(const char *version)
{
	return *version != '\0' &&
	       gpulint_version_compare(version, falls_back_from) < 0;
}

/* Files of settings, in which dtype is a key and no word of a command. */
static bool
is_key(struct gpulint_pass *pass)
{
	static const char *const dialects[] = { "vllm_config", "localai",
		"workload" };

	for (size_t i = 0; i < sizeof(dialects) / sizeof(*dialects); i++)
		if (strcmp(gpulint_dialect(pass), dialects[i]) == 0)
			return true;
	return false;
}

static void
offer_half(struct gpulint_pass *pass, struct gpulint_finding *finding,
    const struct gpulint_fact *model)
{
	if (is_library(pass)) {
		gpulint_help(finding,
		    "set infer_dtype: float16, or use vLLM %s, which falls "
		    "back by itself",
		    falls_back_from);
		return;
	}
	gpulint_help(finding, "%s, or use vLLM %s, which falls back by itself",
	    is_key(pass) ? "set dtype: half" : "add --dtype half",
	    falls_back_from);
	if (is_key(pass))
		gpulint_set(gpulint_fix(finding, false, "set dtype: half"),
		    "load.dtype", "fp16");
	else
		gpulint_add_argument(gpulint_fix(finding, false,
					 "add --dtype=half"),
		    model, "--dtype=half");
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *model = gpulint_fact(pass, "model.id");
	const char *name = gpulint_text(model);
	const char *version = release_of(pass);
	const char *gpu = gpulint_text(gpulint_fact(pass, "target.gpu"));
	const char *compute = gpulint_catalog(pass, "gpus", gpu, "compute");
	bool unnamed = *version == '\0' && is_library(pass);
	struct gpulint_finding *finding;

	if (!gpulint_is(gpulint_fact(pass, "serve.engine"), "vllm") ||
	    gpulint_stated(gpulint_fact(pass, "load.dtype")) ||
	    (!unnamed && !is_before_fall_back(version)) || *compute == '\0' ||
	    gpulint_version_compare(compute, "8.0") >= 0 ||
	    !runs_on(pass, compute) || is_packed(pass) ||
	    strcmp(gpulint_catalog(pass, "models", name, "dtype"), "bf16") != 0)
		return;
	finding = gpulint_report(pass, model,
	    "%s is bf16, which vLLM %s takes as it is; bf16 needs compute "
	    "capability 8.0 or newer, and %s has %s",
	    name,
	    unnamed ? gpulint_format(pass, "before %s", falls_back_from)
		    : version,
	    gpu, compute);
	if (unnamed)
		gpulint_lower(finding, GPULINT_NOTE);
	else if (!gpulint_sourced(pass, "models", name, "dtype"))
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpulint_fact(pass, "target.gpu"), "%s", gpu);
	offer_half(pass, finding, model);
}

const struct gpulint_check auto_dtype_before_ampere = {
	.id = "auto-dtype-before-ampere",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
