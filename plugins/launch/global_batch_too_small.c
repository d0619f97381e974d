/* global-batch-too-small: not one micro batch for each GPU. */

#include "launch.h"

#include <math.h>
#include <string.h>

/*
 * Who stops at a remainder: Megatron, in its arguments and in NeMo's; DeepSpeed,
 * of its own file (deepspeed/runtime/config.py, _set_batch_related_parameters),
 * of GPT-NeoX's (megatron/neox_arguments/arguments.py) and of OpenRLHF, which
 * hands both sizes on (openrlhf/utils/deepspeed/deepspeed.py).  Megatron's sizes
 * by themselves are a row of sizes-not-divisible.
 */
static bool
wants_whole_micro_batches(struct gpulint_pass *pass)
{
	static const char *const names[] = { "deepspeed", "gpt-neox",
		"openrlhf", "megatron", "nemo" };
	size_t n = gpulint_known(gpulint_fact(pass, "parallel.data")) ? 5 : 3;
	const char *name = gpulint_text(gpulint_fact(pass, "framework.name"));

	for (size_t i = 0; i < n; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/*
 * litgpt/args.py asserts that the global batch gives every GPU a micro batch;
 * Megatron (megatron/core/num_microbatches_calculator.py) and others that it
 * is a whole number of them.  Where only the micro batch is over the global
 * one, no number of GPUs can help.  llm-foundry takes the smaller micro batch
 * and says so (llmfoundry/utils/config_utils.py, update_batch_size_info), and
 * NeMo RL cuts what a GPU has (nemo_rl/models/policy/workers).
 */
static void
report_remainder(struct gpulint_pass *pass, double total, double each,
    double ways)
{
	double whole = floor(total / (each * ways)) * each * ways;
	bool counted = gpulint_known(gpulint_fact(pass, "parallel.data"));
	struct gpulint_finding *finding = gpulint_report(pass,
	    gpulint_fact(pass, "train.global_batch"),
	    "a global batch of %.0f is no multiple of %.0f per GPU%s", total,
	    each,
	    counted ? gpulint_format(pass, " x %.0f data parallel ranks", ways)
		    : ", however many there are");

	gpulint_related(finding, gpulint_fact(pass, "train.micro_batch"),
	    "%.0f per GPU", each);
	gpulint_help(finding, "set it to %.0f or %.0f", whole,
	    whole + each * ways);
	gpulint_set(gpulint_fix(finding, false, "set it to %.0f", whole),
	    "train.global_batch", gpulint_format(pass, "%.0f", whole));
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *all =
	    gpulint_fact(pass, "train.global_batch");
	const struct gpulint_fact *micro =
	    gpulint_fact(pass, "train.micro_batch");
	const struct gpulint_fact *data = gpulint_fact(pass, "parallel.data");
	double total = gpulint_number(all), each = gpulint_number(micro);
	double ways = gpulint_number(data);
	struct gpulint_finding *finding;

	if (strcmp(gpulint_text(gpulint_fact(pass, "framework.name")),
		"llm-foundry") == 0 ||
	    strcmp(gpulint_dialect(pass), "nemo_rl") == 0)
		return;
	if (!gpulint_stated(all) || !gpulint_stated(micro) || total < 1 ||
	    each < 1 ||
	    gpulint_stated(gpulint_fact(pass, "train.accumulation")))
		return;
	if (!gpulint_known(data) || ways < 1)
		ways = 1;
	if (floor(total / ways) >= each) {
		if (wants_whole_micro_batches(pass) &&
		    fmod(total, each * ways) != 0)
			report_remainder(pass, total, each, ways);
		return;
	}
	finding = gpulint_report(pass, all,
	    "a global batch of %.0f is under %.0f per GPU x %.0f GPU%s", total,
	    each, ways, ways == 1 ? "" : "s");
	gpulint_related(finding, micro, "%.0f per GPU", each);
	gpulint_help(finding, "raise it to %.0f, or lower the micro batch",
	    each * ways);
	gpulint_set(gpulint_fix(finding, false, "set it to %.0f", each * ways),
	    "train.global_batch", gpulint_format(pass, "%.0f", each * ways));
}

const struct gpulint_check global_batch_too_small = {
	.id = "global-batch-too-small",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
