/* emulated-image: an image for another processor. */

#include "conflict.h"
#include "os.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "emulated-image");
}

const struct gpulint_check emulated_image = {
	.id = "emulated-image",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
