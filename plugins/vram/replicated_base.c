/* replicated-base: every GPU holds the whole model, and it barely fits. */

#include "vram.h"

#include <string.h>

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *sharding =
	    gpulint_fact(pass, "parallel.sharding");
	const struct gpulint_fact *data = gpulint_fact(pass, "parallel.data");
	double usable = gpulint_number(gpulint_fact(pass, "target.vram"));
	double weights = gpulint_term(pass, "weights");
	double copies = gpulint_number(data);
	struct gpulint_finding *finding;

	if (strcmp(gpulint_kind(pass), "train") != 0 || usable <= 0 ||
	    copies < 2 || !gpulint_estimated(pass) ||
	    (!gpulint_is(sharding, "ddp") && !gpulint_is(sharding, "none")) ||
	    weights < usable / 2 || gpulint_high(pass) <= usable)
		return;
	finding = gpulint_report(pass, gpulint_fact(pass, "model.id"),
	    "each of %.0f GPUs holds all of the weights, %s of %s", copies,
	    gpulint_size(pass, weights), gpulint_size(pass, usable));
	gpulint_related(finding, sharding, "%s", gpulint_text(sharding));
	gpulint_help(finding,
	    "share them out: FSDP, or ZeRO stage 3, keeps %s on each",
	    gpulint_size(pass, weights / copies));
	gpulint_set(gpulint_fix(finding, false, "share them out by FSDP"),
	    "parallel.sharding", "fsdp");
	gpulint_set(gpulint_fix(finding, false, "share them out by ZeRO 3"),
	    "parallel.sharding", "zero3");
}

const struct gpulint_check replicated_base = {
	.id = "replicated-base",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
