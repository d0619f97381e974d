/* batched-tokens-too-small: one pass of vLLM cannot hold what it must. */

#include "launch.h"
#include "rollout.h"

/*
 * vllm/config/scheduler.py: a pass holds at least one token of each sequence
 * and, where prompts are not split over several (chunked prefill), the
 * longest prompt.  Prompts are split by default from 0.8 on, and before it
 * where the context is over 32768 tokens; before 0.4 they never are.
 */
enum { SPLIT_ABOVE = 32768 };

static bool
is_whole(struct gpulint_pass *pass, double length)
{
	const struct gpulint_fact *split =
	    gpulint_fact(pass, "serve.chunked_prefill");
	const struct gpulint_fact *version =
	    gpulint_fact(pass, "framework.version");

	if (gpulint_known(split))
		return gpulint_number(split) == 0;
	if (!gpulint_stated(version))
		return false;
	return gpulint_version_compare(gpulint_text(version), "0.4") < 0 ||
	       (length <= SPLIT_ABOVE &&
		   gpulint_version_compare(gpulint_text(version), "0.8") < 0);
}

/* The longest prompt: what the model was made for where nothing is said. */
static const struct gpulint_fact *
longest_of(struct gpulint_pass *pass)
{
	const struct gpulint_fact *length = gpulint_fact(pass, "serve.max_len");

	if (gpulint_stated(length) ||
	    gpulint_known(gpulint_fact(pass, "serve.positions_overridden")))
		return length;
	return gpulint_fact(pass, "model.max_positions");
}

static void
raise(struct gpulint_pass *pass, struct gpulint_finding *finding, double tokens)
{
	gpulint_set(gpulint_fix(finding, false, "set it to %.0f", tokens),
	    "serve.max_batched_tokens", gpulint_format(pass, "%.0f", tokens));
}

enum { EASYR1_TOKENS = 8192 }; /* unless said: verl/workers/rollout/config.py */

/* What a rollout's pass holds, and where that is said: EasyR1's own default
 * stands on the answer that it is too small for. */
static const struct gpulint_node *
tokens_of(struct gpulint_pass *pass, const struct rollout *rollout,
    double *most)
{
	static const char *const paths[] = {
		"actor_rollout_ref.rollout.max_num_batched_tokens",
		"worker.rollout.max_num_batched_tokens"
	};
	const struct gpulint_node *root = gpulint_root(pass);

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		*most = rollout_tokens(pass, paths[i]);
		if (gpulint_path(root, paths[i]) != NULL)
			return gpulint_path(root, paths[i]);
	}
	if (gpulint_path(root, "worker.rollout") == NULL)
		return NULL;
	*most = EASYR1_TOKENS;
	return rollout->longest;
}

/* verl verl/workers/rollout/vllm_rollout, and hiyouga/EasyR1
 * verl/workers/rollout/vllm_rollout_spmd.py: a pass holds a prompt and its
 * answer, and prompts are split unless told not to. */
static void
judge_rollout(struct gpulint_pass *pass)
{
	const struct gpulint_node *tokens;
	struct rollout rollout;
	struct gpulint_finding *finding;
	double most, whole;

	if (!rollout_find(pass, &rollout))
		return;
	tokens = tokens_of(pass, &rollout, &most);
	whole = rollout.prompt + rollout.answer;
	if (most < 1 || most >= whole)
		return;
	finding = gpulint_report_at(pass, tokens,
	    "%.0f tokens in a pass cannot hold a prompt of %.0f and an answer "
	    "of %.0f",
	    most, rollout.prompt, rollout.answer);
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding, "raise max_num_batched_tokens to %.0f", whole);
	if (tokens != rollout.longest)
		gpulint_replace(gpulint_fix(finding, false, "set it to %.0f",
				    whole),
		    tokens, gpulint_format(pass, "%.0f", whole));
}

enum { OLD_SEQUENCES = 256 };

/* Releases before 0.8 let in so many unless told (vllm/engine/arg_utils.py);
 * later ones no more than a pass has tokens. */
static double
sequences_of(struct gpulint_pass *pass)
{
	const struct gpulint_fact *seqs = gpulint_fact(pass, "serve.max_seqs");
	const struct gpulint_fact *version =
	    gpulint_fact(pass, "framework.version");

	if (gpulint_stated(seqs))
		return gpulint_number(seqs);
	return !gpulint_known(seqs) && gpulint_stated(version) &&
		       gpulint_version_compare(gpulint_text(version), "0.8") < 0
		   ? OLD_SEQUENCES
		   : 0;
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *tokens =
	    gpulint_fact(pass, "serve.max_batched_tokens");
	const struct gpulint_fact *length = longest_of(pass);
	const struct gpulint_fact *seqs = gpulint_fact(pass, "serve.max_seqs");
	double most = gpulint_number(tokens);
	double longest = gpulint_number(length);
	double sequences = sequences_of(pass);
	struct gpulint_finding *finding;

	judge_rollout(pass);
	if (!gpulint_is(gpulint_fact(pass, "serve.engine"), "vllm") ||
	    !gpulint_stated(tokens))
		return;
	if (most < sequences) {
		finding = gpulint_report(pass, tokens,
		    "%.0f tokens in a pass, for up to %.0f sequences%s", most,
		    sequences, gpulint_stated(seqs) ? "" : " unless told");
		if (gpulint_stated(seqs))
			gpulint_related(finding, seqs, "%.0f sequences",
			    sequences);
		gpulint_help(finding,
		    "raise --max-num-batched-tokens, or lower --max-num-seqs");
		raise(pass, finding, sequences);
	} else if (gpulint_known(length) && most < longest &&
		   is_whole(pass, longest)) {
		finding = gpulint_report(pass, tokens,
		    "%.0f tokens in a pass cannot hold a prompt of %.0f", most,
		    longest);
		gpulint_related(finding, length, "%.0f tokens of context",
		    longest);
		gpulint_help(finding,
		    "raise --max-num-batched-tokens to %.0f, or lower "
		    "--max-model-len",
		    longest);
		raise(pass, finding, longest);
	}
}

const struct gpulint_check batched_tokens_too_small = {
	.id = "batched-tokens-too-small",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
