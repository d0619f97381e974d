/* toolkit-newer-than-driver: it runs by compatibility, with limits. */

#include "builds.h"
#include "cuda.h"

#include <string.h>

/* Images that put NVIDIA's compatibility libraries on the loader's path:
 * vllm-project/vllm docker/Dockerfile; NVIDIA's own. */
static bool
brings_compatibility(const char *image)
{
	return strncmp(image, "vllm/vllm-openai", 16) == 0 ||
	       strncmp(image, "nvcr.io/nvidia/", 15) == 0;
}

/* With nvcc in it an image is there to compile: its PTX does not load. */
static bool
compiles(const char *image)
{
	return strstr(image, "devel") != NULL;
}

static void
judge(struct gpulint_pass *pass, const struct build *build)
{
	const struct gpulint_fact *driver = gpulint_fact(pass, "target.driver");
	const char *have = gpulint_text(driver);
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));
	struct drivers drivers = drivers_of(pass, build->cuda);
	struct gpulint_finding *finding;

	if (*drivers.shipped == '\0' ||
	    gpulint_version_compare(have, drivers.least) < 0 ||
	    gpulint_version_compare(have, drivers.shipped) >= 0)
		return;
	if (build->fact != NULL && brings_compatibility(image) &&
	    strncmp(target_class(pass), "geforce", 7) == 0) {
		finding = build_report(pass, build,
		    gpulint_format(pass,
			"%s with driver %s refuses the libraries for CUDA %s "
			"that the image brings",
			gpulint_text(gpulint_fact(pass, "target.gpu")), have,
			build->cuda));
	} else {
		finding = build_report(pass, build,
		    gpulint_format(pass,
			"CUDA %s came with driver %s; on %s it runs by "
			"minor-version compatibility, without PTX",
			build->cuda, drivers.shipped, have));
		if (!compiles(image) || build->fact == NULL)
			gpulint_lower(finding, GPULINT_NOTE);
	}
	gpulint_help(finding,
	    "update the driver to %s, or take CUDA of an "
	    "older minor version",
	    drivers.shipped);
	gpulint_related(finding, driver, "driver %s", have);
}

static void
run(struct gpulint_pass *pass)
{
	struct build builds[BUILDS_LIMIT];
	size_t count;

	if (!gpulint_known(gpulint_fact(pass, "target.driver")))
		return;
	count = builds_read(pass, builds);
	for (size_t i = 0; i < count; i++)
		if (*builds[i].cuda != '\0')
			judge(pass, &builds[i]);
}

const struct gpulint_check toolkit_newer_than_driver = {
	.id = "toolkit-newer-than-driver",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
