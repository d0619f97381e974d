/* tf32-before-ampere: tf32 is asked for, and the GPU has none. */

#include "cuda.h"

#include <string.h>

/* huggingface/transformers src/transformers/training_args.py refuses it:
 * "--tf32 requires Ampere or a newer GPU arch, cuda>=11 and torch>=1.7". */
static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *gpu = gpulint_fact(pass, "target.gpu");
	const char *name = gpulint_text(gpu);
	const char *compute = gpulint_catalog(pass, "gpus", name, "compute");
	const struct gpulint_node *tf32 =
	    gpulint_get(gpulint_root(pass), "tf32");
	struct gpulint_finding *finding;

	if (strcmp(gpulint_kind(pass), "train") != 0 || *compute == '\0' ||
	    !gpulint_truth(pass, tf32) ||
	    gpulint_version_compare(compute, "8.0") >= 0)
		return;
	finding = gpulint_report_at(pass, tf32,
	    "tf32 needs compute capability 8.0 or newer; %s has %s", name,
	    compute);
	if (!gpulint_sourced(pass, "gpus", name, "compute"))
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpu, "%s", name);
	gpulint_help(finding, "set tf32 to false");
	gpulint_replace(gpulint_fix(finding, true, "set tf32 to false"), tf32,
	    "false");
}

const struct gpulint_check tf32_before_ampere = {
	.id = "tf32-before-ampere",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
