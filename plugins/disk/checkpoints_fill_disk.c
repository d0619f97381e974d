/* checkpoints-fill-disk: the checkpoints kept are larger than the disk. */

#include "disk.h"
#include "saves.h"

#include <math.h>

/* Runs are longer than three times as many steps, but for trials. */
static const double often = 200, few = 3;

/* Nobody says how long it runs, and the file says that it saves often: none is
 * deleted, and the disk is full after a few. */
static void
judge_first_few(struct gpulint_pass *pass, const struct gpulint_fact *disk,
    double each)
{
	const struct gpulint_fact *every =
	    gpulint_fact(pass, "save.every_steps");
	const struct gpulint_fact *keep = gpulint_fact(pass, "save.keep");
	double fit = floor(gpulint_number(disk) / each);
	struct gpulint_finding *finding;

	if (gpulint_known(keep) || gpulint_unknown_fact(keep) ||
	    gpulint_node_of(every) == NULL || gpulint_number(every) < 1 ||
	    (gpulint_number(every) > often && fit >= 1) || fit >= few)
		return;
	if (fit >= 1)
		finding = gpulint_report(pass, every,
		    "a checkpoint of %s every %.0f steps, and none is deleted: "
		    "%s are full after %.0f",
		    gpulint_size(pass, each), gpulint_number(every),
		    gpulint_size(pass, gpulint_number(disk)), fit);
	else
		finding = gpulint_report(pass, every,
		    "the first checkpoint, after %.0f steps, is %s; %s are "
		    "free",
		    gpulint_number(every), gpulint_size(pass, each),
		    gpulint_size(pass, gpulint_number(disk)));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, disk, "%s free",
	    gpulint_size(pass, gpulint_number(disk)));
	gpulint_help(finding, "%s",
	    fit >= 2 ? "keep the last one, or save the model alone"
		     : "save the model without optimizer states, or write to a "
		       "larger disk");
	if (fit >= 2)
		gpulint_set(gpulint_fix(finding, false, "keep the last one"),
		    "save.keep", "1");
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *disk = disk_free_for_saves(pass);
	const struct gpulint_fact *place = gpulint_fact(pass, "save.keep");
	double each = gpulint_figure(pass, "checkpoint_bytes");
	double count = saves_at_once(pass);
	double room = gpulint_number(disk), keep;
	struct gpulint_finding *finding;

	if (!gpulint_known(disk) || each <= 0)
		return;
	if (count <= 0)
		judge_first_few(pass, disk, each);
	if (count <= 0 || each * count <= room)
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
