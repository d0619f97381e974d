/* packing-without-flash-attention: rows packed together see each other. */

#include "conflict.h"
#include "launch.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "packing-without-flash-attention");
}

const struct gpulint_check packing_without_flash_attention = {
	.id = "packing-without-flash-attention",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
