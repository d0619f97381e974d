/* image-too-large: image and model do not fit the disk that is asked for. */

#include "disk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A task of a cloud keeps both on its boot disk. */
static bool
is_cloud_task(struct gpulint_pass *pass)
{
	const char *dialect = gpulint_dialect(pass);

	return strcmp(dialect, "skypilot") == 0 ||
	       strcmp(dialect, "dstack") == 0;
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *disk = gpulint_fact(pass, "host.disk");
	const struct gpulint_fact *image = gpulint_fact(pass, "env.image");
	const char *cell =
	    gpulint_catalog(pass, "containers", gpulint_text(image), "size_gb");
	double unpacked = strtod(cell, NULL) * 1e9;
	double model = gpulint_figure(pass, "download_bytes");
	double room = gpulint_number(disk), gib;
	struct gpulint_finding *finding;

	if (!is_cloud_task(pass) || !gpulint_stated(disk) || unpacked <= 0 ||
	    unpacked + model <= room ||
	    model > room) /* disk/model-cache-too-large */
		return;
	finding = gpulint_report(pass, disk,
	    "the image takes %s%s%s; the disk has %s",
	    gpulint_size(pass, unpacked), model > 0 ? ", the model " : "",
	    model > 0 ? gpulint_size(pass, model) : "",
	    gpulint_size(pass, room));
	gpulint_sourced(pass, "containers", gpulint_text(image), "size_gb");
	gpulint_related(finding, image, "%s", gpulint_size(pass, unpacked));
	gib = ceil((unpacked + model) * 1.2 / 1073741824.0 / 10) * 10;
	gpulint_help(finding, "ask for %.0f GB", gib);
	gpulint_rewrite(gpulint_fix(finding, true, "ask for %.0f GB", gib),
	    disk,
	    gpulint_format(pass,
		strcmp(gpulint_dialect(pass), "dstack") == 0 ? "%.0fGB"
							     : "%.0f",
		gib));
}

const struct gpulint_check image_too_large = {
	.id = "image-too-large",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
