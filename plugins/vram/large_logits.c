/* large-logits: the output layer takes more than a third of the memory. */

#include "vram.h"

#include <string.h>

/* A fused or chunked loss never holds all logits at once. */
static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *loss = gpulint_fact(pass, "train.loss");
	const struct gpulint_fact *place =
	    gpulint_fact(pass, "train.micro_batch");
	double logits = gpulint_term(pass, "logits");
	struct gpulint_finding *finding;

	if (strcmp(gpulint_kind(pass), "train") != 0 ||
	    !gpulint_known(gpulint_fact(pass, "target.vram")) ||
	    !gpulint_estimated(pass) || gpulint_is(loss, "fused") ||
	    gpulint_is(loss, "chunked") || logits < gpulint_expected(pass) / 3)
		return;
	if (gpulint_node_of(place) == NULL)
		place = gpulint_fact(pass, "model.id");
	finding = gpulint_report(pass, place,
	    "%s of the expected %s are logits over %.0f words",
	    gpulint_size(pass, logits),
	    gpulint_size(pass, gpulint_expected(pass)),
	    gpulint_number(gpulint_fact(pass, "model.vocab")));
	gpulint_related(finding, gpulint_fact(pass, "train.seq_len"),
	    "%.0f tokens a row",
	    gpulint_number(gpulint_fact(pass, "train.seq_len")));
	gpulint_help(finding,
	    "use a fused loss (Liger, cut cross entropy), or a smaller micro "
	    "batch with more accumulation");
	gpulint_set(gpulint_fix(finding, false, "use a fused loss"),
	    "train.loss", "fused");
}

const struct gpulint_check large_logits = {
	.id = "large-logits",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
