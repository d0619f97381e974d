/* toolkit-newer-than-driver: it runs by compatibility, with limits. */

#include "builds.h"
#include "cuda.h"

#include <string.h>

/* Images that put NVIDIA's compatibility libraries on the loader's path:
 * vllm-project/vllm docker/Dockerfile, and Xinference's, which are built from
 * it; NVIDIA's own. */
static bool
brings_compatibility(const char *image)
{
	return strncmp(image, "vllm/vllm-openai", 16) == 0 ||
	       strncmp(image, "xprobe/xinference", 17) == 0 ||
	       strncmp(image, "nvcr.io/nvidia/", 15) == 0;
}

/* Since 12.6 the images of nvidia/cuda name, in NVIDIA_REQUIRE_CUDA, the
 * older drivers that will do, of other brands than GeForce; those of 12.4
 * named GeForce too (espnet/espnet docker/prebuilt, ubuntu2404 12.6.3; "cuda>=
 * 12.8": theroyallab/tabbyAPI issue 324).  Docker starts no such container. */
static bool
is_of_nvidia_cuda(const char *image)
{
	return strncmp(image, "nvidia/cuda:", 12) == 0 ||
	       strncmp(image, "nvcr.io/nvidia/cuda:", 20) == 0;
}

static bool
refuses_geforce(struct gpulint_pass *pass, const struct build *build)
{
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));

	return build->fact != NULL &&
	       gpulint_version_compare(build->cuda, "12.6") >= 0 &&
	       strncmp(target_class(pass), "geforce", 7) == 0 &&
	       (is_of_nvidia_cuda(image) ||
		   strncmp(image, "ghcr.io/ggml-org/llama.cpp:", 27) == 0);
}

/* Those of 11.5 to 11.8 name older branches that live long, 418, 450, 470, 510
 * and 515, and no other whatever the card (matter-labs/zksync-era
 * docker/zk-environment 11.8; NVIDIA/nvidia-docker issue 1772, 11.5 on 460);
 * those of 12.4 name 470, 525 and 535, and what is built from them passes that
 * on (vllm-project/vllm issue 5635, 530). */
static bool
refuses_branch(struct gpulint_pass *pass, const struct build *build)
{
	static const char *const short_lived[] = { "455", "460", "465", "495",
		"520", "530", "545" };
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));
	const char *have = gpulint_text(gpulint_fact(pass, "target.driver"));

	if (build->fact == NULL ||
	    (!is_of_nvidia_cuda(image) &&
		strncmp(image, "vllm/vllm-openai:", 17) != 0) ||
	    gpulint_version_compare(build->cuda, "11.5") < 0)
		return false;
	for (size_t i = 0; i < sizeof(short_lived) / sizeof(*short_lived); i++)
		if (strncmp(have, short_lived[i], 3) == 0)
			return true;
	return false;
}

/* llama.cpp's images have machine code for GeForce of the 30, 40 and 50
 * series alone, and PTX for other cards (ggml-org/llama.cpp
 * ggml/src/ggml-cuda/CMakeLists.txt, .devops/cuda.Dockerfile). */
static bool
has_only_ptx(struct gpulint_pass *pass, const char *image)
{
	static const char *const real[] = { "8.6", "8.9", "12.0", "12.1" };
	const char *compute = gpulint_catalog(pass, "gpus",
	    gpulint_text(gpulint_fact(pass, "target.gpu")), "compute");

	if (strncmp(image, "ghcr.io/ggml-org/llama.cpp:", 27) != 0)
		return false;
	for (size_t i = 0; i < sizeof(real) / sizeof(*real); i++)
		if (strcmp(compute, real[i]) == 0)
			return false;
	return *compute != '\0';
}

/* With nvcc in it an image is there to compile: its PTX does not load.  What is
 * compiled for PyTorch is compiled for the card at hand. */
static bool
compiles(struct gpulint_pass *pass, const char *image)
{
	return strstr(image, "devel") != NULL &&
	       !gpulint_known(gpulint_fact(pass, "env.torch"));
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
	if (refuses_branch(pass, build)) {
		finding = build_report(pass, build,
		    gpulint_format(pass,
			"the image asks for the driver of CUDA %s, %s, or one "
			"that lives long; the target has %s",
			build->cuda, drivers.shipped, have));
	} else if (refuses_geforce(pass, build)) {
		finding = build_report(pass, build,
		    gpulint_format(pass,
			"the image starts on %s with the driver of CUDA %s, "
			"%s, or newer; the target has %s",
			gpulint_text(gpulint_fact(pass, "target.gpu")),
			build->cuda, drivers.shipped, have));
		gpulint_lower(finding, GPULINT_WARNING);
	} else if (build->fact != NULL && brings_compatibility(image) &&
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
		if ((!compiles(pass, image) || build->fact == NULL) &&
		    !has_only_ptx(pass, image))
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
