/* data-too-large: a data set and its prepared copy do not fit the disk. */

#include "disk.h"

#include <string.h>

/* datasets keeps what it downloads and writes Arrow files beside it
 * (huggingface/datasets docs/source/cache.mdx): twice, unless streamed. */
static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *data = gpulint_fact(pass, "data.bytes");
	const struct gpulint_fact *disk = disk_free(pass);
	const struct gpulint_fact *place = gpulint_fact(pass, "data.path");
	double bytes = gpulint_number(data), room = gpulint_number(disk);
	struct gpulint_finding *finding;

	if (!gpulint_known(data) || !gpulint_known(disk) || 2 * bytes <= room)
		return;
	finding = gpulint_report(pass,
	    gpulint_node_of(data) != NULL ? data : place,
	    "a data set of %s takes twice that with its prepared copy; %s are "
	    "free",
	    gpulint_size(pass, bytes), gpulint_size(pass, room));
	if (bytes <= room)
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, disk, "%s free", gpulint_size(pass, room));
	gpulint_help(finding,
	    "stream it, or point HF_DATASETS_CACHE at a disk with %s free",
	    gpulint_size(pass, 2 * bytes));
}

const struct gpulint_check data_too_large = {
	.id = "data-too-large",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
