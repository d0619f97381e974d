/* keeps-every-checkpoint: nothing is deleted, and there are many. */

#include "disk.h"
#include "saves.h"

#include <string.h>

/* Advice begins where a run leaves more than this behind: what a disk of a
 * cloud machine holds unless somebody asks for more (SkyPilot: 256 GB). */
static const double much = 256e9;

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *every =
	    gpulint_fact(pass, "save.every_steps");
	const struct gpulint_fact *place = every;
	double count = saves_in_all(pass);
	double each = gpulint_figure(pass, "checkpoint_bytes");
	struct gpulint_finding *finding;

	if (strcmp(gpulint_kind(pass), "train") != 0 ||
	    gpulint_known(gpulint_fact(pass, "save.keep")) ||
	    gpulint_unknown_fact(gpulint_fact(pass, "save.keep")) ||
	    gpulint_known(disk_free_for_saves(pass)) || count < 2 ||
	    count * each < much)
		return;
	if (gpulint_node_of(place) == NULL)
		place = gpulint_fact(pass, "save.dir");
	finding = gpulint_report(pass, place,
	    "%.0f checkpoints of %s are all kept: %s in the end", count,
	    gpulint_size(pass, each), gpulint_size(pass, count * each));
	gpulint_help(finding, "keep the last few");
	gpulint_set(gpulint_fix(finding, false, "keep the last 2"), "save.keep",
	    "2");
}

const struct gpulint_check keeps_every_checkpoint = {
	.id = "keeps-every-checkpoint",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
