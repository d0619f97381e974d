/* driver-too-old: the driver cannot run the CUDA that the job brings. */

#include "cuda.h"
#include "newest_wheel.h"
#include "right_build.h"
#include "without_gpu.h"

#include <stdlib.h>
#include <string.h>

/* Data-center cards may run newer CUDA on an older driver through the
 * cuda-compat package, which NVIDIA's images carry. */
static bool
has_forward_compatibility(struct gpulint_pass *pass, const struct build *build)
{
	return build->fact != NULL &&
	       gpulint_known(gpulint_fact(pass, "env.image")) &&
	       strncmp(target_class(pass), "data center", 11) == 0;
}

/* NVIDIA's own images of CUDA 12 name R470 as a branch that their
 * compatibility libraries run on, of data-center cards (release notes of the
 * PyTorch container, 24.04 to 24.10; NVIDIA_REQUIRE_CUDA of nvidia/cuda:12). */
static bool
runs_on_long_lived_branch(struct gpulint_pass *pass, const struct build *build,
    const char *have)
{
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));

	return has_forward_compatibility(pass, build) &&
	       (strncmp(image, "nvcr.io/nvidia/", 15) == 0 ||
		   strncmp(image, "nvidia/cuda:", 12) == 0) &&
	       strncmp(build->cuda, "12", 2) == 0 &&
	       gpulint_version_compare(have, "470.57") >= 0 &&
	       gpulint_version_compare(have, "471") < 0;
}

static bool
is_right(struct gpulint_pass *pass, const char *torch, const char *cuda)
{
	const char *have = gpulint_text(gpulint_fact(pass, "target.driver"));
	struct drivers drivers = drivers_of(pass, cuda);

	(void)torch;
	return *drivers.shipped != '\0' &&
	       gpulint_version_compare(have, drivers.shipped) >= 0;
}

static void
judge(struct gpulint_pass *pass, const struct build *build)
{
	const struct gpulint_fact *driver = gpulint_fact(pass, "target.driver");
	const char *have = gpulint_text(driver);
	struct drivers drivers = drivers_of(pass, build->cuda);
	struct gpulint_finding *finding;
	bool brought =
	    *build->torch != '\0' && strchr(build->torch, '+') == NULL;

	if (*drivers.least == '\0') {
		gpulint_unknown(pass, "no driver is on record for CUDA %s",
		    build->cuda);
		return;
	}
	if (gpulint_version_compare(have, drivers.least) >= 0 ||
	    runs_on_long_lived_branch(pass, build, have))
		return;
	finding = build_report(pass, build,
	    gpulint_format(pass,
		"%s%s%sCUDA %s%s needs driver %s or newer; the target has %s",
		brought ? "PyTorch " : "", brought ? build->torch : "",
		brought ? " brings " : "", build->cuda,
		brought ? ", which" : "", drivers.least, have));
	if (has_forward_compatibility(pass, build) || !drivers.sourced ||
	    (build->assumed && (build->fact != NULL || *build->torch == '\0')))
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding,
	    "update the driver to %s, or use an image or wheel built for a "
	    "CUDA that driver %s knows",
	    *drivers.shipped != '\0' ? drivers.shipped : drivers.least, have);
	gpulint_related(finding, driver, "driver %s", have);
	build_offer_index(pass, finding, build, is_right);
}

/* Without the driver's number: the newest CUDA that it knows, as nvidia-smi
 * shows it.  A family runs on any driver that knows one of the family. */
static void
judge_family(struct gpulint_pass *pass, const struct build *build)
{
	const struct gpulint_fact *cuda = gpulint_fact(pass, "target.cuda");
	const char *have = gpulint_text(cuda);
	struct gpulint_finding *finding;

	if (strtol(build->cuda, NULL, 10) <= strtol(have, NULL, 10))
		return;
	finding = build_report(pass, build,
	    gpulint_format(pass,
		"CUDA %s needs a newer driver than the target's, which knows "
		"CUDA %s",
		build->cuda, have));
	if (has_forward_compatibility(pass, build) ||
	    (build->assumed && (build->fact != NULL || *build->torch == '\0')))
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding,
	    "update the driver, or use an image or wheel built for CUDA %ld",
	    strtol(have, NULL, 10));
	gpulint_related(finding, cuda, "CUDA %s", have);
}

/* What an image asks of the driver by itself, "" where nobody says. */
static const char *
least_for_image(struct gpulint_pass *pass, const char *image)
{
	static const char ollama[] = "ollama/ollama:";
	const char *compute = gpulint_catalog(pass, "gpus",
	    gpulint_text(gpulint_fact(pass, "target.gpu")), "compute");
	const char *least =
	    gpulint_catalog(pass, "containers", image, "driver_min");

	if (*least == '\0' ||
	    !gpulint_sourced(pass, "containers", image, "driver_min"))
		return "";
	/* ollama/ollama discover/cuda_compat.go, from 0.30.0 on */
	if (strncmp(image, ollama, strlen(ollama)) == 0 && *compute != '\0' &&
	    gpulint_version_compare(compute, "7.0") < 0 &&
	    gpulint_version_compare(image + strlen(ollama), "0.30") >= 0)
		return "570";
	return least;
}

/* The image's engine asks for more than its CUDA does; below that it leaves
 * the GPU alone or stops. */
static void
judge_image(struct gpulint_pass *pass)
{
	const struct gpulint_fact *image = gpulint_fact(pass, "env.image");
	const struct gpulint_fact *driver = gpulint_fact(pass, "target.driver");
	const char *have = gpulint_text(driver);
	const char *least = least_for_image(pass, gpulint_text(image));
	struct gpulint_finding *finding;

	if (*least == '\0' || gpulint_node_of(image) == NULL ||
	    gpulint_version_compare(have, least) >= 0)
		return;
	finding = gpulint_report(pass, image,
	    "%s needs driver %s or newer; the target has %s",
	    gpulint_text(image), least, have);
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding,
	    "update the driver to %s, or take an older release of the image",
	    least);
	gpulint_related(finding, driver, "driver %s", have);
}

static void
run(struct gpulint_pass *pass)
{
	bool driver = gpulint_known(gpulint_fact(pass, "target.driver"));
	struct build builds[BUILDS_LIMIT];
	size_t count;

	if ((!driver && !gpulint_known(gpulint_fact(pass, "target.cuda"))) ||
	    runs_without_gpu(pass))
		return;
	count = builds_read(pass, builds);
	for (size_t i = 0; i < count; i++)
		if (*builds[i].cuda != '\0')
			(driver ? judge : judge_family)(pass, &builds[i]);
	if (driver && !gpulint_known(gpulint_fact(pass, "env.cuda")))
		judge_image(pass);
	newest_wheel_judge(pass);
}

const struct gpulint_check driver_too_old = {
	.id = "driver-too-old",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
