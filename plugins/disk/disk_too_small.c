/* disk-too-small: what fits the disk one by one does not together. */

#include "disk.h"
#include "saves.h"

#include <string.h>

/* Bytes of what a job puts on its disk, and what they are. */
struct load {
	double model, checkpoints, data;
};

static bool
is_local(const char *id)
{
	return *id == '/' || *id == '.' || *id == '~';
}

/* The disk of a task in a cloud holds all; of a machine nobody knows whether
 * caches and checkpoints lie on the same one. */
static bool
is_one_disk(struct gpulint_pass *pass, const struct gpulint_fact *disk)
{
	const char *dialect = gpulint_dialect(pass);

	return disk == gpulint_fact(pass, "host.disk") &&
	       (strcmp(dialect, "skypilot") == 0 ||
		   strcmp(dialect, "dstack") == 0);
}

/* Elsewhere than under the job's own folder a bucket may be mounted. */
static bool
saves_here(struct gpulint_pass *pass)
{
	const char *folder = gpulint_text(gpulint_fact(pass, "save.dir"));

	return *folder != '/' || strncmp(folder, "/root/", 6) == 0 ||
	       strncmp(folder, "/home/", 6) == 0;
}

static struct load
load_of(struct gpulint_pass *pass)
{
	struct load load = { 0, 0, 0 };

	if (!is_local(gpulint_text(gpulint_fact(pass, "model.id"))))
		load.model = gpulint_figure(pass, "download_bytes");
	if (saves_here(pass) && gpulint_node_of(disk_free_for_saves(pass)) ==
				    gpulint_node_of(disk_free(pass)))
		load.checkpoints = saves_at_once(pass) *
				   gpulint_figure(pass, "checkpoint_bytes");
	load.data = 2 * gpulint_number(gpulint_fact(pass, "data.bytes"));
	return load;
}

static const char *
part(struct gpulint_pass *pass, const char *name, double bytes)
{
	return bytes > 0 ? gpulint_format(pass, "%s%s", name,
			       gpulint_size(pass, bytes))
			 : "";
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *disk = disk_free(pass);
	struct load load = load_of(pass);
	double room = gpulint_number(disk);
	double sum = load.model + load.checkpoints + load.data;
	struct gpulint_finding *finding;

	/* rules of their own speak of one alone */
	if (!gpulint_known(disk) || sum <= room || load.model > room ||
	    load.checkpoints > room || load.data > room)
		return;
	finding = gpulint_report(pass, gpulint_fact(pass, "model.id"),
	    "%s%s%s are %s together; %s are free",
	    part(pass, "the model ", load.model),
	    part(pass, load.model > 0 ? " + checkpoints " : "checkpoints ",
		load.checkpoints),
	    part(pass, " + data ", load.data), gpulint_size(pass, sum),
	    gpulint_size(pass, room));
	if (!is_one_disk(pass, disk))
		gpulint_lower(finding, GPULINT_NOTE);
	gpulint_related(finding, disk, "%s", gpulint_size(pass, room));
	gpulint_help(finding,
	    "keep fewer checkpoints, point HF_HOME elsewhere, or ask for %s",
	    gpulint_size(pass, sum * 1.1));
}

const struct gpulint_check disk_too_small = {
	.id = "disk-too-small",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
