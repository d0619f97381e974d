/* max-len-over-positions: a longer context than the model was made for. */

#include "launch.h"

#include <string.h>

/* config.json of Command-R has a model_max_length over its positions: SGLang
 * takes that one, and vLLM from 0.4.0 on where it is asked for
 * (vllm-project/vllm pull 3727). */
static double
longer(struct gpulint_pass *pass)
{
	const char *engine = gpulint_text(gpulint_fact(pass, "serve.engine"));
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));

	if (!gpulint_is(gpulint_fact(pass, "model.family"), "cohere"))
		return 0;
	return strcmp(engine, "sglang") == 0 || *version == '\0' ||
		       gpulint_version_compare(version, "0.4") >= 0
		   ? 131072
		   : 0;
}

/*
 * vLLM derives the longest context from config.json, and stops where
 * --max-model-len is over it, unless VLLM_ALLOW_LONG_MAX_MODEL_LEN is set or
 * the configuration is overridden (vllm/config/model.py,
 * _get_and_verify_max_len).  SGLang does alike with --context-length from 0.3.5
 * on (sgl-project/sglang pull 1778, python/sglang/srt/configs/model_config.py,
 * _derive_context_length), but not in its images for ROCm, which set the
 * variable (docker/rocm.Dockerfile).
 */
static bool
stops(struct gpulint_pass *pass)
{
	const struct gpulint_fact *engine = gpulint_fact(pass, "serve.engine");
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));

	if (gpulint_is(engine, "sglang"))
		return (*version == '\0' ||
			   gpulint_version_compare(version, "0.3.5") >= 0) &&
		       strstr(gpulint_text(gpulint_fact(pass, "env.image")),
			   "rocm") == NULL;
	return gpulint_is(engine, "vllm");
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *length = gpulint_fact(pass, "serve.max_len");
	const struct gpulint_fact *positions =
	    gpulint_fact(pass, "model.max_positions");
	double asked = gpulint_number(length), most = gpulint_number(positions);
	struct gpulint_finding *finding;

	if (!stops(pass) ||
	    gpulint_known(gpulint_fact(pass, "serve.positions_overridden")) ||
	    !gpulint_stated(length) || most <= 0 || asked <= most ||
	    asked <= longer(pass))
		return;
	finding = gpulint_report(pass, length,
	    "%.0f tokens of context; the model was made for %.0f", asked, most);
	if (!gpulint_stated(positions))
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, positions, "%.0f positions", most);
	gpulint_help(finding,
	    "use %.0f or less, or scale the positions as the model's card "
	    "says (rope_scaling in %s)",
	    most,
	    gpulint_is(gpulint_fact(pass, "serve.engine"), "sglang")
		? "--json-model-override-args"
		: "--hf-overrides");
	gpulint_set(gpulint_fix(finding, false, "set it to %.0f", most),
	    "serve.max_len", gpulint_format(pass, "%.0f", most));
}

const struct gpulint_check max_len_over_positions = {
	.id = "max-len-over-positions",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
