/* kv-cache-too-small: one sequence of full length does not fit the cache. */

#include "vram.h"

#include <string.h>

/* Engines that refuse to start when the cache cannot hold one sequence. */
static bool
reserves_a_cache(struct gpulint_pass *pass)
{
	return gpulint_is(gpulint_fact(pass, "serve.engine"), "vllm");
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *length = gpulint_fact(pass, "serve.max_len");
	const struct gpulint_fact *vram = gpulint_fact(pass, "target.vram");
	const struct gpulint_fact *share =
	    gpulint_fact(pass, "serve.memory_fraction");
	const struct gpulint_fact *place;
	double wanted = gpulint_number(length), each, room, most;
	struct gpulint_finding *finding;

	if (!reserves_a_cache(pass) || !gpulint_known(vram))
		return;
	if (!gpulint_estimated(pass)) {
		gpulint_unknown(pass, "%s", gpulint_estimate_reason(pass));
		return;
	}
	each = gpulint_figure(pass, "kv_bytes_per_token");
	room = gpulint_figure(pass, "kv_tokens");
	if (!gpulint_known(length) || !gpulint_known(share) || each <= 0 ||
	    room < 0 || room >= wanted)
		return;

	/* Nothing but weights beside the cache: more it can never be. */
	most = (gpulint_number(vram) * gpulint_number(share) -
		   gpulint_term(pass, "weights")) /
	       each;
	if (most < 0)
		return; /* vram/overflow says so */
	place = gpulint_node_of(length) != NULL
		    ? length
		    : gpulint_fact(pass, "model.id");
	finding = gpulint_report(pass, place,
	    "a sequence of %.0f tokens needs %s of KV cache; %s of one %s "
	    "leaves room for %.0f tokens",
	    wanted, gpulint_size(pass, wanted * each),
	    gpulint_format(pass, "%.0f%%", 100 * gpulint_number(share)),
	    gpulint_text(gpulint_fact(pass, "target.gpu")), room);
	if (most >= wanted)
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related_terms(finding);
	gpulint_help(finding,
	    "set the context to %.0f tokens or less, use an fp8 KV cache, or "
	    "spread the model over more GPUs",
	    room > 256 ? (double)((long)(room / 256) * 256) : room);
}

const struct gpulint_check kv_cache_too_small = {
	.id = "kv-cache-too-small",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
