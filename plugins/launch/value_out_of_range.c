/* value-out-of-range: a number that its framework refuses. */

#include "conflict.h"
#include "launch.h"
#include "rollout.h"

#include <math.h>
#include <string.h>

/* verl cuts a batch into micro batches of so many tokens on a GPU, each of one
 * padded row at least: "max_token_len must be greater than the sequence length"
 * (verl/utils/seqlen_balancing.py, rearrange_micro_batches).  GPUs that share
 * the sequences out hold a row together (workers/actor/dp_actor.py); 0.7 counts
 * rows without their padding. */
static void
judge_micro_batch(struct gpulint_pass *pass)
{
	static const char tokens_of[] =
	    "actor_rollout_ref.actor.ppo_max_token_len_per_gpu";
	const struct gpulint_node *dynamic = gpulint_path(gpulint_root(pass),
	    "actor_rollout_ref.actor.use_dynamic_bsz");
	double most = rollout_tokens(pass, tokens_of), whole;
	double shared =
	    fmax(gpulint_number(gpulint_fact(pass, "parallel.context")), 1);
	struct gpulint_finding *finding;
	struct rollout rollout;

	if (!rollout_find(pass, &rollout) || most < 1 ||
	    !gpulint_truth(pass, dynamic))
		return;
	whole = rollout.prompt + rollout.answer;
	if (most * shared >= whole)
		return;
	finding = gpulint_report_at(pass,
	    gpulint_path(gpulint_root(pass), tokens_of),
	    "%.0f tokens in a micro batch cannot hold a prompt of %.0f and an "
	    "answer of %.0f (verl, utils/seqlen_balancing.py)",
	    most * shared, rollout.prompt, rollout.answer);
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding, "raise ppo_max_token_len_per_gpu to %.0f",
	    ceil(whole / shared));
	gpulint_replace(gpulint_fix(finding, false, "set it to %.0f",
			    ceil(whole / shared)),
	    gpulint_path(gpulint_root(pass), tokens_of),
	    gpulint_format(pass, "%.0f", ceil(whole / shared)));
}

/* What a script of its own makes of a flag that the Trainer has, too, is the
 * script's business. */
static void
run(struct gpulint_pass *pass)
{
	if (!gpulint_in_program(pass) ||
	    strcmp(gpulint_dialect(pass), "hf_trl") != 0)
		conflicts_report(pass, "value-out-of-range");
	judge_micro_batch(pass);
}

const struct gpulint_check value_out_of_range = {
	.id = "value-out-of-range",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
