/* concurrency-over-cache: few of the sequences that are let in fit. */

#include "vram.h"

#include <math.h>

/* Advice where not one in four has room at full length: the others wait, or
 * are thrown out and begin again. */
enum { SHARE = 4 };

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *seqs = gpulint_fact(pass, "serve.max_seqs");
	const struct gpulint_fact *length = gpulint_fact(pass, "serve.max_len");
	double tokens = gpulint_figure(pass, "kv_tokens");
	double each = gpulint_number(length), fit;
	struct gpulint_finding *finding;

	if (!gpulint_stated(seqs) || !gpulint_known(length) || each <= 0 ||
	    !gpulint_estimated(pass) || tokens < each)
		return; /* vram/kv-cache-too-small */
	fit = floor(tokens / each);
	if (fit * SHARE >= gpulint_number(seqs))
		return;
	finding = gpulint_report(pass, seqs,
	    "%.0f sequences are let in, and the cache has room for %.0f of "
	    "%.0f tokens",
	    gpulint_number(seqs), fit, each);
	gpulint_related(finding, length, "%.0f tokens a sequence", each);
	gpulint_help(finding,
	    "let in about %.0f, as few are that long at once, or shorten the "
	    "context",
	    fit * SHARE);
	gpulint_set(gpulint_fix(finding, false, "let in %.0f", fit * SHARE),
	    "serve.max_seqs", gpulint_format(pass, "%.0f", fit * SHARE));
}

const struct gpulint_check concurrency_over_cache = {
	.id = "concurrency-over-cache",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
