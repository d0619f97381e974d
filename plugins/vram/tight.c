/* tight: the job is expected to fit, with nothing to spare. */

#include "vram.h"

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *vram = gpulint_fact(pass, "target.vram");
	double usable = gpulint_number(vram);
	struct gpulint_finding *finding;

	if (!gpulint_known(vram) || !gpulint_estimated(pass) ||
	    gpulint_expected(pass) > usable || gpulint_high(pass) <= usable)
		return;
	finding = gpulint_report(pass, vram_culprit(pass, usable),
	    "%s of GPU memory are expected, and %s are possible; one %s offers "
	    "%s",
	    gpulint_size(pass, gpulint_expected(pass)),
	    gpulint_size(pass, gpulint_high(pass)), vram_card(pass),
	    gpulint_size(pass, usable));
	gpulint_related_terms(finding);
	gpulint_help(finding, "try the longest batch first, and see fit's "
			      "terms for what to lower");
	gpulint_fix_to_fit(finding, usable);
}

const struct gpulint_check tight = {
	.id = "tight",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
