/* toolkit-newer-than-driver: it runs by compatibility, with limits. */

#include "builds.h"
#include "cuda.h"
#include "image_drivers.h"
#include "ptx.h"
#include "toolkits.h"
#include "without_gpu.h"
#include "words.h"

#include <string.h>

/* The target's driver: its number, or the CUDA that it knows, as nvidia-smi
 * shows it. */
struct driver {
	const struct gpulint_fact *fact;
	const char *version;
	const char *words; /* "driver 535.54.03" */
};

static struct driver
driver_of(struct gpulint_pass *pass)
{
	const struct gpulint_fact *cuda = gpulint_fact(pass, "target.cuda");
	struct driver driver = { .fact = gpulint_fact(pass, "target.driver") };

	if (gpulint_known(driver.fact)) {
		driver.version = gpulint_text(driver.fact);
		driver.words =
		    gpulint_format(pass, "driver %s", driver.version);
	} else {
		driver.fact = cuda;
		driver.version = drivers_of(pass, gpulint_text(cuda)).shipped;
		driver.words = gpulint_format(pass, "the driver of CUDA %s",
		    gpulint_text(cuda));
	}
	return driver;
}

/* Images that put NVIDIA's compatibility libraries on the loader's path:
 * vllm-project/vllm docker/Dockerfile, and Xinference's, which are built from
 * it; huggingface/text-embeddings-inference cuda-entrypoint.sh, issue 47;
 * NVIDIA's own. */
static bool
brings_compatibility(const char *image)
{
	static const char *const images[] = { "vllm/vllm-openai",
		"xprobe/xinference",
		"ghcr.io/huggingface/text-embeddings-inference",
		"nvcr.io/nvidia/" };

	for (size_t i = 0; i < sizeof(images) / sizeof(*images); i++)
		if (strncmp(image, images[i], strlen(images[i])) == 0)
			return true;
	return false;
}

static const char *
card_of(struct gpulint_pass *pass)
{
	const char *gpu = gpulint_text(gpulint_fact(pass, "target.gpu"));

	return *gpu != '\0' ? gpu : "the card";
}

static void
judge(struct gpulint_pass *pass, const struct build *build,
    const struct driver *have)
{
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));
	struct drivers drivers = drivers_of(pass, build->cuda);
	struct gpulint_finding *finding;
	enum image_start start;

	if (*drivers.shipped == '\0' ||
	    gpulint_version_compare(have->version, drivers.least) < 0 ||
	    gpulint_version_compare(have->version, drivers.shipped) >= 0)
		return;
	start = image_start(pass, build, have->version);
	if (start == IMAGE_REFUSES_DRIVER) {
		finding = build_report(pass, build,
		    gpulint_format(pass,
			"the image asks for the driver of CUDA %s, %s, or for "
			"one of the older branches that it names; the target "
			"has %s",
			build->cuda, drivers.shipped, have->words));
	} else if (start == IMAGE_REFUSES_CARD) {
		finding = build_report(pass, build,
		    gpulint_format(pass,
			"the image starts on %s with the driver of CUDA %s, "
			"%s, or newer; the target has %s",
			gpulint_text(gpulint_fact(pass, "target.gpu")),
			build->cuda, drivers.shipped, have->words));
		gpulint_lower(finding, GPULINT_WARNING);
	} else if (build->fact != NULL && brings_compatibility(image) &&
		   strncmp(target_class(pass), "geforce", 7) == 0) {
		finding = build_report(pass, build,
		    gpulint_format(pass,
			"%s with %s refuses the libraries for CUDA %s that "
			"the image brings",
			gpulint_text(gpulint_fact(pass, "target.gpu")),
			have->words, build->cuda));
	} else if (image_runs_forward(pass, build) &&
		   !compiles_ptx(pass, image)) {
		finding = build_report(pass, build,
		    gpulint_format(pass,
			"CUDA %s came with driver %s; on %s it runs by the "
			"libraries for compatibility that the image brings",
			build->cuda, drivers.shipped, have->words));
		gpulint_lower(finding, GPULINT_NOTE);
	} else if (has_only_ptx(pass, build, image)) {
		finding = build_report(pass, build,
		    gpulint_format(pass,
			"CUDA %s came with driver %s; what is there for %s is "
			"PTX, which %s does not load",
			build->cuda, drivers.shipped, card_of(pass),
			have->words));
	} else {
		finding = build_report(pass, build,
		    gpulint_format(pass,
			"CUDA %s came with driver %s; on %s it runs by "
			"minor-version compatibility, without PTX",
			build->cuda, drivers.shipped, have->words));
		if (!compiles_ptx(pass, image) || build->fact == NULL)
			gpulint_lower(finding, GPULINT_NOTE);
	}
	gpulint_help(finding,
	    "update the driver to %s, or take CUDA of an "
	    "older minor version",
	    drivers.shipped);
	gpulint_related(finding, have->fact, "%s", have->words);
}

/* What the scripts of a job are held against. */
struct scan {
	struct gpulint_pass *pass;
	const struct driver *have;
};

static void
judge_toolkit(void *data, const struct toolkit *toolkit)
{
	const struct scan *scan = data;
	const struct driver *have = scan->have;
	struct drivers drivers = drivers_of(scan->pass, toolkit->cuda);
	struct gpulint_finding *finding;

	if (*drivers.shipped == '\0' ||
	    gpulint_version_compare(have->version, drivers.shipped) >= 0)
		return;
	finding = word_report(scan->pass, toolkit->node, toolkit->word,
	    gpulint_format(scan->pass,
		"PTX that nvcc of CUDA %s writes does not load on %s; it came "
		"with %s",
		toolkit->cuda, have->words, drivers.shipped));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding, "install the toolkit of a CUDA that %s knows",
	    have->words);
}

static void
run(struct gpulint_pass *pass)
{
	struct driver have = driver_of(pass);
	struct scan scan = { .pass = pass, .have = &have };
	struct build builds[BUILDS_LIMIT];
	size_t count;

	if (*have.version == '\0' || runs_without_gpu(pass))
		return;
	count = builds_read(pass, builds);
	for (size_t i = 0; i < count; i++)
		if (*builds[i].cuda != '\0')
			judge(pass, &builds[i], &have);
	toolkits_each(pass, &scan, judge_toolkit);
}

const struct gpulint_check toolkit_newer_than_driver = {
	.id = "toolkit-newer-than-driver",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
