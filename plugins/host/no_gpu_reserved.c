/* no-gpu-reserved: the service needs a GPU, and nothing here gives it one. */

#include "gpu_image.h"
#include "host.h"

#include <string.h>

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *image = gpulint_fact(pass, "env.image");
	const struct gpulint_node *service = gpulint_root(pass);
	struct gpulint_finding *finding;

	if (strcmp(gpulint_dialect(pass), "docker_compose") != 0 ||
	    gpulint_node_of(image) == NULL ||
	    !image_needs_gpu(gpulint_text(image)) || service_has_gpu(service))
		return;
	finding = gpulint_report(pass, image,
	    "this image needs a GPU, and the service reserves none");
	gpulint_help(finding,
	    "reserve one under deploy.resources.reservations.devices, unless "
	    "another file does");
	gpulint_insert_after(gpulint_fix(finding, true, "reserve all GPUs"),
	    gpulint_key(service, 0), "deploy",
	    "{resources: {reservations: {devices: [{driver: nvidia, count: "
	    "all, capabilities: [gpu]}]}}}");
}

const struct gpulint_check no_gpu_reserved = {
	.id = "no-gpu-reserved",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
