/* wsl-disk-limit: the disk of a distribution ends at 1 TB. */

#include "os.h"
#include "saves.h"

/* MicrosoftDocs/WSL WSL/wsl-config.md, defaultVhdSize; 512 or 256 GB in
 * releases of before 0.58. */
static const double vhd_bytes = 1e12;

static void
run(struct gpulint_pass *pass)
{
	double saved =
	    saves_at_once(pass) * gpulint_figure(pass, "checkpoint_bytes");
	double need = saved + gpulint_figure(pass, "download_bytes");
	struct gpulint_finding *finding;

	if (!gpulint_is(gpulint_fact(pass, "target.os"), "wsl2") ||
	    need <= vhd_bytes)
		return;
	finding = gpulint_report(pass,
	    gpulint_fact(pass, saved > need / 2 ? "save.dir" : "model.id"),
	    "writes %s, and the disk of a WSL distribution ends at 1 TB "
	    "unless defaultVhdSize says more (WSL, WSL/wsl-config.md)",
	    gpulint_size(pass, need));
	gpulint_help(finding,
	    "%srun wsl --manage DISTRIBUTION "
	    "--resize",
	    saved > need / 2 ? "keep fewer checkpoints, or " : "");
}

const struct gpulint_check wsl_disk_limit = {
	.id = "wsl-disk-limit",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
