/* driver-too-old: the driver cannot run the CUDA that the job brings. */

#include "builds.h"
#include "cuda.h"
#include "gpu_image.h"

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
	    (build->assumed && build->fact != NULL))
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
	    (build->assumed && build->fact != NULL))
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

/* An image with no PyTorch of its own, which pip would leave in place. */
static bool
is_bare(const char *image)
{
	static const char *const images[] = { "python:", "ubuntu:", "debian:",
		"nvidia/cuda:", "nvcr.io/nvidia/cuda:", "continuumio/",
		"condaforge/", "mambaorg/", "ghcr.io/astral-sh/uv" };

	for (size_t i = 0; i < sizeof(images) / sizeof(*images); i++)
		if (strncmp(image, images[i], strlen(images[i])) == 0)
			return true;
	return *image == '\0';
}

/* CUDA of the newest wheel that pip finds on PyPI for that Python: 13.0 since
 * torch 2.11, 12.8 in the last one for 3.9, 12.1 in that for 3.8; "" before.
 * What a server asks for is of CUDA 12 at least. */
static const char *
newest_cuda(struct gpulint_pass *pass, const char *package)
{
	const struct gpulint_fact *python = gpulint_fact(pass, "env.python");
	const char *version = gpulint_text(python);

	if (gpulint_known(python) &&
	    gpulint_version_compare(version, "3.8") < 0)
		return "";
	if (strncmp(package, "torch", 5) != 0 ||
	    (gpulint_known(python) &&
		gpulint_version_compare(version, "3.10") < 0))
		return "12.1";
	return "13.0";
}

/* Nothing names a release: pip takes PyPI's newest, whose wheels for Linux
 * have CUDA. */
static void
judge_newest(struct gpulint_pass *pass, const struct pin *package,
    const char *newest)
{
	const struct gpulint_fact *driver = gpulint_fact(pass, "target.driver");
	const struct gpulint_fact *known = gpulint_fact(pass, "target.cuda");
	const char *cuda = newest_cuda(pass, newest);
	struct drivers drivers = drivers_of(pass, cuda);
	struct gpulint_finding *finding;

	if (*drivers.least == '\0' ||
	    (gpulint_known(driver)
		    ? gpulint_version_compare(gpulint_text(driver),
			  drivers.least) >= 0
		    : strtol(gpulint_text(known), NULL, 10) >=
			  strtol(cuda, NULL, 10)))
		return;
	finding = gpulint_report_word(pass, package->node, package->word,
	    "pip takes the newest %s, of CUDA %.2s, which needs driver %s or "
	    "newer",
	    newest, cuda, drivers.least);
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding,
	    "require a release that is built for a CUDA that the driver knows");
	if (gpulint_known(driver))
		gpulint_related(finding, driver, "driver %s",
		    gpulint_text(driver));
	else
		gpulint_related(finding, known, "CUDA %s", gpulint_text(known));
}

/* What asks for any torch, whatever its own release: the newest comes along.
 * As their packages declare it. */
static const struct pin *
newest_for(const struct environment *e)
{
	static const char *const names[] = { "accelerate", "peft", "trl",
		"lightning", "pytorch-lightning", "ultralytics", "timm",
		"sentence-transformers", "openai-whisper", "deepspeed" };

	for (size_t i = 0; !e->is_bounded && i < sizeof(names) / sizeof(*names);
	     i++) {
		const struct pin *package = environment_package(e, names[i]);

		if (package != NULL)
			return package;
	}
	return NULL;
}

/* torch or what brings it, which pip takes the newest of; conda looks at the
 * driver. */
static const struct pin *
newest_of(const struct environment *e)
{
	static const char *const names[] = { "torch", "torchvision",
		"torchaudio", "vllm", "sglang" };

	for (size_t k = 0; k < e->loose_count && !e->is_bounded; k++)
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
			if (strcmp(e->loose[k].name, names[i]) == 0)
				return strncmp(e->loose[k].word, names[i],
					   strlen(names[i])) == 0
					   ? &e->loose[k]
					   : NULL;
	return NULL;
}

static bool
installs_any(const struct environment *e, const char *const *names)
{
	for (; *names != NULL; names++)
		if (environment_package(e, *names) != NULL)
			return true;
	return false;
}

/* What is installed first decides, unless anything else has a say. */
static void
judge_dependants(struct gpulint_pass *pass, const struct environment *all,
    size_t count)
{
	static const char *const tools[] = { "pip", "uv", "setuptools", "wheel",
		"packaging", "ninja", NULL };
	size_t first = 0;
	const struct pin *package;

	for (size_t i = 0; i < count; i++)
		if (all[i].is_bounded ||
		    environment_package(&all[i], "torch") != NULL)
			return;
	while (first < count && !all[first].is_conda &&
	       installs_any(&all[first], tools))
		first++;
	package = first < count ? newest_for(&all[first]) : NULL;
	if (package != NULL)
		judge_newest(pass, package, "torch");
}

/* Once anything chooses a torch, pip may leave that in place. */
static void
judge_unbounded(struct gpulint_pass *pass)
{
	struct environment all[ENVIRONMENTS_LIMIT];
	const struct gpulint_fact *os = gpulint_fact(pass, "target.os");
	size_t count;

	if (gpulint_known(gpulint_fact(pass, "env.torch")) ||
	    gpulint_is(gpulint_fact(pass, "target.arch"), "aarch64") ||
	    gpulint_is(os, "windows") || gpulint_is(os, "macos") ||
	    !is_bare(gpulint_text(gpulint_fact(pass, "env.image"))))
		return;
	count = environments_read(pass, all);
	for (size_t i = 0; i < count; i++)
		if (environment_pin(&all[i], "torch") != NULL ||
		    environment_pin(&all[i], "vllm") != NULL ||
		    all[i].variant != NULL ||
		    (all[i].is_conda &&
			environment_package(&all[i], "torch") != NULL))
			return;
	for (size_t i = 0; i < count; i++) {
		const struct pin *package = newest_of(&all[i]);

		if (package != NULL) {
			judge_newest(pass, package, package->name);
			return;
		}
	}
	judge_dependants(pass, all, count);
}

/* A service of Ollama without a GPU serves on the CPU, whatever the driver. */
static bool
is_left_to_cpu(struct gpulint_pass *pass)
{
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));

	return strcmp(gpulint_dialect(pass), "docker_compose") == 0 &&
	       strncmp(image, "ollama/ollama", 13) == 0 &&
	       !service_has_gpu(gpulint_root(pass));
}

static void
run(struct gpulint_pass *pass)
{
	bool driver = gpulint_known(gpulint_fact(pass, "target.driver"));
	struct build builds[BUILDS_LIMIT];
	size_t count;

	if ((!driver && !gpulint_known(gpulint_fact(pass, "target.cuda"))) ||
	    is_left_to_cpu(pass))
		return;
	count = builds_read(pass, builds);
	for (size_t i = 0; i < count; i++)
		if (*builds[i].cuda != '\0')
			(driver ? judge : judge_family)(pass, &builds[i]);
	if (driver && !gpulint_known(gpulint_fact(pass, "env.cuda")))
		judge_image(pass);
	judge_unbounded(pass);
}

const struct gpulint_check driver_too_old = {
	.id = "driver-too-old",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
