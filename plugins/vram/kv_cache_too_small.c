/* kv-cache-too-small: one sequence of full length does not fit the cache. */

#include "vram.h"

#include <math.h>

enum { BLOCK = 256 }; /* tokens that a proposed context is rounded to */

/* Engines that refuse to start when the cache cannot hold one sequence. */
static bool
reserves_a_cache(struct gpulint_pass *pass)
{
	return gpulint_is(gpulint_fact(pass, "serve.engine"), "vllm");
}

/* Tokens that the cache holds in what the rest leaves of its share. */
static double
room(double taken, double rest, double each)
{
	return floor((taken - rest) / each);
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *length = gpulint_fact(pass, "serve.max_len");
	const struct gpulint_fact *vram = gpulint_fact(pass, "target.vram");
	const struct gpulint_fact *share =
	    gpulint_fact(pass, "serve.memory_fraction");
	double wanted = gpulint_number(length), each, taken, tokens;
	struct gpulint_finding *finding;

	if (!reserves_a_cache(pass) || !gpulint_known(vram))
		return;
	if (!gpulint_estimated(pass)) {
		gpulint_unknown(pass, "%s", gpulint_estimate_reason(pass));
		return;
	}
	each = gpulint_figure(pass, "kv_bytes_per_token");
	if (!gpulint_known(length) || !gpulint_known(share) || each <= 0)
		return;
	taken = gpulint_number(vram) * gpulint_number(share);
	/* the estimate's cache is what the other terms leave of the share */
	tokens = floor(gpulint_term(pass, "kv_cache") / each);
	if (gpulint_figure(pass, "kv_tokens") <= 0 || tokens >= wanted)
		return; /* vram/overflow speaks of no room at all */
	finding = gpulint_report(pass,
	    gpulint_node_of(length) != NULL ? length
					    : gpulint_fact(pass, "model.id"),
	    "a sequence of %.0f tokens needs %s of KV cache; %.0f%% of one %s "
	    "leaves room for %.0f tokens",
	    wanted, gpulint_size(pass, wanted * each),
	    100 * gpulint_number(share),
	    gpulint_text(gpulint_fact(pass, "target.gpu")), tokens);
	/* With nothing but weights beside the cache it would be enough. */
	if (room(taken, gpulint_term(pass, "weights"), each) >= wanted)
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related_terms(finding);
	gpulint_help(finding,
	    "set the context to %.0f tokens or less, use an fp8 KV cache, or "
	    "spread the model over more GPUs",
	    tokens > BLOCK ? floor(tokens / BLOCK) * BLOCK : tokens);
	gpulint_fix_to_fit(finding, gpulint_number(vram));
}

const struct gpulint_check kv_cache_too_small = {
	.id = "kv-cache-too-small",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
