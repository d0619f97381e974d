/* newest_wheel: what pip takes where nothing names a release. */

#include "newest_wheel.h"

#include "builds.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

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
static const char *const dependants[] = { "accelerate", "peft", "trl",
	"lightning", "pytorch-lightning", "ultralytics", "timm",
	"sentence-transformers", "openai-whisper", "deepspeed", NULL };

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
	       environment_any(&all[first], tools) != NULL)
		first++;
	package =
	    first < count ? environment_any(&all[first], dependants) : NULL;
	if (package != NULL)
		judge_newest(pass, package, "torch");
}

/* A package of conda's own that is torch, or comes with it. */
static bool
conda_brings_torch(const struct environment *e)
{
	static const char *const names[] = { "torch", "pytorch-gpu",
		"torchvision", "torchaudio", "fastai", NULL };

	for (size_t i = 0; i < e->loose_count + e->count; i++) {
		const struct pin *pin = i < e->loose_count
					    ? &e->loose[i]
					    : &e->pins[i - e->loose_count];

		if (pin->is_condas && (is_among(pin->name, names) ||
					  is_among(pin->name, dependants)))
			return true;
	}
	return false;
}

/* Once anything chooses a torch, pip may leave that in place. */
void
newest_wheel_judge(struct gpulint_pass *pass)
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
		    all[i].variant != NULL || conda_brings_torch(&all[i]))
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
