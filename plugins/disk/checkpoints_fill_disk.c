/* checkpoints-fill-disk: the checkpoints kept are larger than the disk. */

#include "disk.h"

#include <math.h>

enum { MANY = 100 }; /* kept is another word for all */

/* The best one stays beside those that are kept, where it is none of them
 * (transformers trainer.py, _sorted_checkpoints). */
static double
keeps_best(struct gpulint_pass *pass)
{
	return gpulint_truth(pass,
		   gpulint_get(gpulint_root(pass), "load_best_model_at_end"))
		   ? 1
		   : 0;
}

/* Most checkpoints on disk at once, or 0 where that is not known.  The
 * oldest is deleted after the newest is written, so one more than kept. */
static double
most_at_once(struct gpulint_pass *pass)
{
	const struct gpulint_fact *keep = gpulint_fact(pass, "save.keep");
	double total = gpulint_number(gpulint_fact(pass, "save.total"));
	double steps = gpulint_number(gpulint_fact(pass, "train.max_steps"));
	double every = gpulint_number(gpulint_fact(pass, "save.every_steps"));

	if (total <= 0 && steps > 0 && every > 0)
		total = floor(steps / every);
	if (gpulint_known(keep) && gpulint_number(keep) > 0) {
		double most = gpulint_number(keep) + 1 + keeps_best(pass);

		if (total <= 0 && most > MANY)
			return 0;

		return total > 0 && total < most ? total : most;
	}
	return gpulint_unknown_fact(keep) ? 0 : total;
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *target =
	    gpulint_fact(pass, "target.disk_free");
	const struct gpulint_fact *disk =
	    gpulint_known(target) ? target : gpulint_fact(pass, "host.disk");
	const struct gpulint_fact *place = gpulint_fact(pass, "save.keep");
	double each = gpulint_figure(pass, "checkpoint_bytes");
	double count = most_at_once(pass);
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
