/* spills-into-ram: Windows goes on in the host's memory, many times slower. */

#include "os.h"

#include <string.h>

/* nvidia.custhelp.com, answer 5490, "System Memory Fallback for Stable
 * Diffusion": since 536.40, and a setting since 546.01. */
static const char since[] = "536.40";

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *gpu = gpulint_fact(pass, "target.gpu");
	const char *driver = gpulint_text(gpulint_fact(pass, "target.driver"));
	double usable = gpulint_number(gpulint_fact(pass, "target.vram"));
	struct gpulint_finding *finding;

	if (!gpulint_is(gpulint_fact(pass, "target.os"), "windows") ||
	    strcmp(gpulint_catalog(pass, "gpus", gpulint_text(gpu), "vendor"),
		"nvidia") != 0 ||
	    (*driver != '\0' && gpulint_version_compare(driver, since) < 0) ||
	    !gpulint_estimated(pass) || usable <= 0 ||
	    gpulint_high(pass) <= usable)
		return;
	finding = gpulint_report(pass, gpulint_fact(pass, "model.id"),
	    "what one %s cannot hold goes into the host's RAM on Windows, many "
	    "times slower, and nothing stops",
	    gpulint_text(gpu));
	gpulint_help(finding,
	    "to have it stop instead, set CUDA - Sysmem Fallback Policy to "
	    "Prefer No Sysmem Fallback in the NVIDIA Control Panel");
}

const struct gpulint_check spills_into_ram = {
	.id = "spills-into-ram",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
