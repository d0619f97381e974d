/* checkpoints-fill-disk: the checkpoints kept are larger than the disk. */

#include "disk.h"
#include "saves.h"

#include <math.h>

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *disk = disk_free(pass);
	const struct gpulint_fact *place = gpulint_fact(pass, "save.keep");
	double each = gpulint_figure(pass, "checkpoint_bytes");
	double count = saves_at_once(pass);
	double room = gpulint_number(disk), keep;
	struct gpulint_finding *finding;

	if (!gpulint_known(disk) || each <= 0 || count <= 0 ||
	    each * count <= room)
		return;
	if (gpulint_node_of(place) == NULL)
		place = gpulint_fact(pass, "save.every_steps");
	if (gpulint_node_of(place) == NULL)
		place = gpulint_fact(pass, "save.dir");
	finding = gpulint_report(pass, place,
	    "%.0f checkpoint%s of %s are %s; %s are free", count,
	    count == 1 ? "" : "s", gpulint_size(pass, each),
	    gpulint_size(pass, each * count), gpulint_size(pass, room));
	/* how many there will be before the end nobody says */
	if (gpulint_number(gpulint_fact(pass, "save.total")) <= 0 &&
	    gpulint_number(gpulint_fact(pass, "train.max_steps")) <= 0)
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpulint_fact(pass, "model.id"),
	    "%s a checkpoint", gpulint_size(pass, each));
	gpulint_related(finding, disk, "%s free", gpulint_size(pass, room));
	if (each * 2 <= room) {
		keep = floor(room / each) - 1;
		gpulint_help(finding,
		    "keep at most %.0f of them (one more is on disk while the "
		    "next is written), or save the model alone",
		    keep);
		gpulint_set(gpulint_fix(finding, false, "keep %.0f of them",
				keep),
		    "save.keep", gpulint_format(pass, "%.0f", keep));
	} else {
		gpulint_help(finding,
		    "save the model without optimizer states, or write to a "
		    "larger disk");
	}
	if (gpulint_number(gpulint_fact(pass, "save.only_model")) == 0)
		gpulint_set(gpulint_fix(finding, false,
				"save no optimizer states"),
		    "save.only_model", "yes");
}

const struct gpulint_check checkpoints_fill_disk = {
	.id = "checkpoints-fill-disk",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
