/* unified-memory: GPU and processes share one memory, too small for both. */

#include "vram.h"

#include <string.h>

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *gpu = gpulint_fact(pass, "target.gpu");
	double usable = gpulint_number(gpulint_fact(pass, "target.vram"));
	double host = gpulint_figure(pass, "host_ram_low");
	struct gpulint_finding *finding;

	if (strcmp(gpulint_catalog(pass, "gpus", gpulint_text(gpu), "unified"),
		"yes") != 0 ||
	    usable <= 0 || !gpulint_estimated(pass) || host <= 0 ||
	    gpulint_expected(pass) > usable ||
	    gpulint_expected(pass) + host <= usable)
		return;
	finding = gpulint_report(pass, gpulint_fact(pass, "model.id"),
	    "%s for the GPU and %s for the processes are one memory on %s, "
	    "which has %s",
	    gpulint_size(pass, gpulint_expected(pass)),
	    gpulint_size(pass, host), gpulint_text(gpu),
	    gpulint_size(pass, usable));
	gpulint_related(finding, gpu, "%s", gpulint_text(gpu));
	gpulint_help(finding, "leave %s or more to the system",
	    gpulint_size(pass, host));
	gpulint_fix_to_fit(finding, usable - host);
}

const struct gpulint_check unified_memory = {
	.id = "unified-memory",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
