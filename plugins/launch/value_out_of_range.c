/* value-out-of-range: a number that its framework refuses. */

#include "conflict.h"
#include "launch.h"

#include <string.h>

/* What a script of its own makes of a flag that the Trainer has, too, is the
 * script's business. */
static void
run(struct gpulint_pass *pass)
{
	if (!gpulint_in_program(pass) ||
	    strcmp(gpulint_dialect(pass), "hf_trl") != 0)
		conflicts_report(pass, "value-out-of-range");
}

const struct gpulint_check value_out_of_range = {
	.id = "value-out-of-range",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
