/* max-len-over-positions: a longer context than the model was made for. */

#include "conflict.h"
#include "launch.h"
#include "rollout.h"

#include <math.h>
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

/* RoBERTa counts positions from behind its padding token: two of 514 hold no
 * token (transformers, models/roberta/modeling_roberta.py).  vLLM stops over
 * 512 since 0.9.2, and took that number silently before (vllm-project/vllm
 * pull 19660). */
static double
usable(struct gpulint_pass *pass, double positions)
{
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));

	if (!gpulint_is(gpulint_fact(pass, "model.family"), "bert") ||
	    fmod(positions, 64) != 2 ||
	    !gpulint_is(gpulint_fact(pass, "serve.engine"), "vllm") ||
	    (*version != '\0' && gpulint_version_compare(version, "0.9.2") < 0))
		return positions;
	return positions - 2;
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

/* VLLM_ALLOW_LONG_MAX_MODEL_LEN takes away vLLM's check and nothing else: the
 * table of rotary positions ends where it did (vllm/model_executor/layers/
 * rotary_embedding/base.py). */
static bool
is_check_alone_off(struct gpulint_pass *pass)
{
	static const char *const settings[] = { "$rope-scaling", "$rope-theta",
		"$hf-overrides", "$hf-config-path" };
	struct setting found;

	if (!gpulint_is(gpulint_fact(pass, "serve.engine"), "vllm"))
		return false;
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		setting_find(pass, settings[i], &found);
		if (found.node != NULL)
			return false;
	}
	setting_find(pass, "$VLLM_ALLOW_LONG_MAX_MODEL_LEN", &found);
	return found.node != NULL;
}

/* Older releases read past the table and go on with what lies there; newer ones
 * stop in a kernel (timothystewart6/vllm-gb10 issue 7, of 0.20). */
static enum gpulint_severity
severity_unchecked(struct gpulint_pass *pass)
{
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));

	return *version != '\0' && gpulint_version_compare(version, "0.20") < 0
		   ? GPULINT_NOTE
		   : GPULINT_WARNING;
}

/* What scales the positions where verl's policy is loaded or served. */
static bool
is_stretched(struct gpulint_pass *pass)
{
	static const char *const paths[] = {
		"actor_rollout_ref.model.override_config",
		"actor_rollout_ref.rollout.engine_kwargs",
		"worker.actor.model.override_config",
		"worker.rollout.engine_kwargs"
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		if (gpulint_path(gpulint_root(pass), paths[i]) != NULL)
			return true;
	return gpulint_known(gpulint_fact(pass, "serve.positions_overridden"));
}

/* verl's rollout stops where a prompt and its answer are over the positions
 * ("model context length should be greater than total sequence length",
 * verl/workers/rollout/vllm_rollout), and in later ones vLLM does. */
static void
judge_rollout(struct gpulint_pass *pass)
{
	const struct gpulint_fact *positions =
	    gpulint_fact(pass, "model.max_positions");
	double most = gpulint_number(positions), whole;
	struct gpulint_finding *finding;
	struct rollout rollout;

	if (!rollout_find(pass, &rollout) || !gpulint_known(positions) ||
	    is_stretched(pass))
		return;
	whole = rollout.prompt + rollout.answer;
	if (whole <= most)
		return;
	finding = gpulint_report_at(pass, rollout.longest,
	    "a prompt of %.0f and an answer of %.0f are %.0f tokens; the model "
	    "was made for %.0f",
	    rollout.prompt, rollout.answer, whole, most);
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, positions, "%.0f positions", most);
	gpulint_help(finding,
	    "shorten them to %.0f together, or take a model of longer context",
	    most);
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *length = gpulint_fact(pass, "serve.max_len");
	const struct gpulint_fact *positions =
	    gpulint_fact(pass, "model.max_positions");
	double asked = gpulint_number(length);
	double most = usable(pass, gpulint_number(positions));
	bool overridden =
	    gpulint_known(gpulint_fact(pass, "serve.positions_overridden"));
	struct gpulint_finding *finding;

	conflicts_report(pass, "max-len-over-positions");
	judge_rollout(pass);
	if (!stops(pass) || (overridden && !is_check_alone_off(pass)) ||
	    !gpulint_stated(length) || most <= 0 || asked <= most ||
	    asked <= longer(pass))
		return;
	finding = gpulint_report(pass, length,
	    "%.0f tokens of context; the model was made for %.0f%s", asked,
	    most, overridden ? ", and the check alone is switched off" : "");
	if (overridden)
		gpulint_lower(finding, severity_unchecked(pass));
	else if (!gpulint_stated(positions))
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
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
