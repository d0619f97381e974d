/* large-logits: the output layer takes more than a third of the GPU. */

#include "vram.h"

#include <string.h>

/* A fused or chunked loss never holds all logits at once. */
static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *loss = gpulint_fact(pass, "train.loss");
	double logits = gpulint_term(pass, "logits");
	double usable = gpulint_number(gpulint_fact(pass, "target.vram"));
	double vocab = gpulint_number(gpulint_fact(pass, "model.vocab"));
	struct gpulint_finding *finding;

	if (strcmp(gpulint_kind(pass), "train") != 0 || usable <= 0 ||
	    !gpulint_estimated(pass) || gpulint_is(loss, "fused") ||
	    gpulint_is(loss, "chunked") || logits < usable / 3)
		return;
	finding = gpulint_report(pass, vram_rows(pass),
	    "logits%s take %s; one %s offers %s",
	    vocab > 0 ? gpulint_format(pass, " over %.0f words", vocab) : "",
	    gpulint_size(pass, logits), vram_card(pass),
	    gpulint_size(pass, usable));
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
