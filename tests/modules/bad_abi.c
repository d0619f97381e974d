/* Built for another ABI. */

#include "plugin.h"

/* Looked at before the ABI number, this would be followed. */
static const struct gpulint_check *const checks[] = {
	(const struct gpulint_check *)8,
	NULL,
};

const struct gpulint_plugin gpulint_plugin = {
	.abi = GPULINT_ABI + 1,
	.size = sizeof(struct gpulint_check),
	.name = "bad-abi",
	.checks = checks,
};
