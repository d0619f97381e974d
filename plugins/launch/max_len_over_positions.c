/* max-len-over-positions: a longer context than the model was made for. */

#include "launch.h"

/*
 * vLLM derives the longest context from config.json, and stops where
 * --max-model-len is over it, unless VLLM_ALLOW_LONG_MAX_MODEL_LEN is set or
 * the configuration is overridden (vllm/config/model.py,
 * _get_and_verify_max_len).
 */
static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *length = gpulint_fact(pass, "serve.max_len");
	const struct gpulint_fact *positions =
	    gpulint_fact(pass, "model.max_positions");
	double asked = gpulint_number(length), most = gpulint_number(positions);
	struct gpulint_finding *finding;

	if (!gpulint_is(gpulint_fact(pass, "serve.engine"), "vllm") ||
	    gpulint_known(gpulint_fact(pass, "serve.positions_overridden")) ||
	    !gpulint_stated(length) || most <= 0 || asked <= most)
		return;
	finding = gpulint_report(pass, length,
	    "%.0f tokens of context; the model was made for %.0f", asked, most);
	if (!gpulint_stated(positions))
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, positions, "%.0f positions", most);
	gpulint_help(finding,
	    "use %.0f or less, or scale the positions as the model's card "
	    "says (rope_scaling in --hf-overrides)",
	    most);
	gpulint_set(gpulint_fix(finding, false, "set it to %.0f", most),
	    "serve.max_len", gpulint_format(pass, "%.0f", most));
}

const struct gpulint_check max_len_over_positions = {
	.id = "max-len-over-positions",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
