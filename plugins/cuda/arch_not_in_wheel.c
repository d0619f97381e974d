/* arch-not-in-wheel: the PyTorch build has no kernels for this GPU. */

#include "cuda.h"
#include "gpu_image.h"
#include "right_build.h"

#include <stdlib.h>
#include <string.h>

static struct gpulint_finding *
report(struct gpulint_pass *pass, const struct build *build,
    const char *message, bool sourced)
{
	const struct gpulint_fact *gpu = gpulint_fact(pass, "target.gpu");
	struct gpulint_finding *finding = build_report(pass, build, message);

	if (!sourced)
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpu, "%s", gpulint_text(gpu));
	build_offer_index(pass, finding, build, build_is_for_card);
	return finding;
}

/* conda's own pytorch is built with the cudatoolkit that stands beside it. */
static bool
is_condas_own(struct gpulint_pass *pass)
{
	const struct gpulint_node *torch =
	    gpulint_node_of(gpulint_fact(pass, "env.torch"));
	const struct gpulint_node *cuda =
	    gpulint_node_of(gpulint_fact(pass, "env.cuda"));

	return strcmp(gpulint_dialect(pass), "conda") == 0 &&
	       strstr(gpulint_scalar(torch), "pytorch") != NULL &&
	       strstr(gpulint_scalar(cuda), "cudatoolkit") != NULL;
}

/* torch==1.7.1+cu101: the wheel's own words. */
static bool
is_suffixed(const struct build *build)
{
	return strstr(gpulint_text(build->fact), "+cu") != NULL;
}

/* "cu124" in the name of an image, as PyTorch's wheels have it in theirs, and
 * as no toolkit has. */
static bool
names_wheel(const char *image)
{
	for (const char *p = image; (p = strstr(p, "cu")) != NULL; p++)
		if (p > image && strchr("-_.:/", p[-1]) != NULL &&
		    strspn(p + 2, "0123456789") == 3)
			return true;
	return false;
}

/* An image whose PyTorch is built with the CUDA of its tag. */
static bool
is_images_own(struct gpulint_pass *pass, const struct build *build)
{
	static const char *const publishers[] = { "pytorch/pytorch:",
		"lmsysorg/sglang:", "vllm/vllm-openai:", "axolotlai/axolotl",
		"winglian/axolotl" };
	const struct gpulint_fact *image = gpulint_fact(pass, "env.image");
	const char *name = gpulint_text(image);

	if (build->fact == NULL ||
	    gpulint_node_of(build->fact) != gpulint_node_of(image))
		return false;
	for (size_t i = 0; i < sizeof(publishers) / sizeof(*publishers); i++)
		if (strncmp(name, publishers[i], strlen(publishers[i])) == 0)
			return true;
	return names_wheel(name);
}

/* A wheel that only CUDA is known of, or a toolkit. */
static void
judge_cuda(struct gpulint_pass *pass, const struct build *build,
    const char *gpu, const char *compute)
{
	const char *least =
	    gpulint_catalog(pass, "cuda", build->cuda, "compute_min");
	const char *most =
	    gpulint_catalog(pass, "cuda", build->cuda, "compute_max");
	struct gpulint_finding *finding;

	if (*least != '\0' && gpulint_version_compare(compute, least) < 0) {
		finding = report(pass, build,
		    gpulint_format(pass,
			"CUDA %s builds for compute capability %s and newer; "
			"%s has %s",
			build->cuda, least, gpu, compute),
		    gpulint_sourced(pass, "cuda", build->cuda, "compute_min"));
		gpulint_help(finding, "use an older CUDA, or a newer GPU");
	} else if ((build->fact == NULL || is_condas_own(pass) ||
		       is_suffixed(build) || is_images_own(pass, build)) &&
		   *most != '\0' &&
		   strtol(compute, NULL, 10) > strtol(most, NULL, 10)) {
		finding = report(pass, build,
		    gpulint_format(pass,
			"CUDA %s builds for compute capability %s and older; "
			"%s has %s",
			build->cuda, most, gpu, compute),
		    /* the oldest wheels carry PTX of 3.7, slow where it runs */
		    !is_suffixed(build) && !is_images_own(pass, build) &&
			gpulint_sourced(pass, "cuda", build->cuda,
			    "compute_max"));
		gpulint_help(finding,
		    "use the wheels of a newer CUDA, or an older GPU");
	}
}

/* Dao-AILab/flash-attention README.md: 2 is for Ampere and newer, and 1.x for
 * Turing still. */
static const char flash_2[] = "8.0";

static void
judge_flash_attn(struct gpulint_pass *pass, const struct pin *pin,
    const char *gpu, const char *compute)
{
	const struct gpulint_fact *used = gpulint_fact(pass, "train.attention");
	bool is_old = *pin->version != '\0' &&
		      gpulint_version_compare(pin->version, "2") < 0;
	const char *least = is_old ? "7.5" : flash_2;
	struct gpulint_finding *finding;

	if ((gpulint_known(used) && !gpulint_is(used, "flash2")) ||
	    gpulint_version_compare(compute, least) >= 0)
		return;
	finding = gpulint_report_word(pass, pin->node, pin->word,
	    "flash-attn%s%s has kernels for compute capability %s and newer; "
	    "%s has %s",
	    *pin->version == '\0' ? "" : " ", pin->version, least, gpu,
	    compute);
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding,
	    "leave it out and use sdpa attention, or xformers");
}

/* Whatever way the file names it. */
static void
judge_packages(struct gpulint_pass *pass, const char *gpu, const char *compute)
{
	const struct gpulint_fact *fact =
	    gpulint_fact(pass, "env.lib.flash-attn");
	const struct pin stated = { .version = gpulint_text(fact),
		.node = gpulint_node_of(fact),
		.word = gpulint_scalar(gpulint_node_of(fact)) };
	const struct pin *pin = stated.node == NULL ? NULL : &stated;
	struct environment all[ENVIRONMENTS_LIMIT];
	size_t count;

	if (gpulint_version_compare(compute, flash_2) >= 0)
		return;
	count = environments_read(pass, all);
	for (size_t i = 0; i < count; i++) {
		const struct pin *named =
		    environment_package(&all[i], "flash-attn");

		pin = named != NULL ? named : pin;
	}
	if (pin != NULL)
		judge_flash_attn(pass, pin, gpu, compute);
}

/* "8.0;8.6" as a sentence has it. */
static const char *
listed(struct gpulint_pass *pass, const char *archs)
{
	const char *text = "";

	for (size_t n; *archs != '\0'; archs += n + (archs[n] != '\0')) {
		n = strcspn(archs, ";");
		text = gpulint_format(pass, "%s%s%.*s", text,
		    *text == '\0' ? "" : ", ", (int)n, archs);
	}
	return text;
}

/* Pinned in a command that names no index with builds. */
static bool
is_of_pypi(const struct build *build)
{
	return build->fact == NULL && strchr(build->torch, '+') == NULL;
}

static void
judge(struct gpulint_pass *pass, const struct build *build, const char *gpu,
    const char *compute)
{
	const char *archs =
	    gpulint_catalog(pass, "torch", build->torch, "archs");
	const char *instead;
	struct gpulint_finding *finding;

	if (*build->torch == '\0' || *archs == '\0') {
		if (*build->cuda != '\0' && !build->assumed)
			judge_cuda(pass, build, gpu, compute);
		return;
	}
	if (build_has_card(pass, build->torch, compute))
		return;
	finding = report(pass, build,
	    gpulint_format(pass,
		"%sPyTorch %s has kernels for compute capability %s; %s has %s",
		is_of_pypi(build) ? "PyPI's " : "", build->torch,
		listed(pass, archs), gpu, compute),
	    gpulint_sourced(pass, "torch", build->torch, "archs"));
	instead = build_instead(pass, build, build_is_for_card);
	if (instead != NULL)
		gpulint_help(finding, "take %s, or another GPU", instead);
	else
		gpulint_help(finding,
		    "take another GPU: no published build of PyTorch has %s",
		    compute);
}

/* On older cards TGI does without FlashAttention, but for what gpu-too-old
 * says, and on Pascal no more (huggingface/text-generation-inference issues
 * 2703, 3305: no kernel image is available); on newer ones it falls back to
 * torch's own for models that it knows less well. */
static bool
tgi_does_without(struct gpulint_pass *pass, const char *compute,
    const char *least)
{
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));

	if (gpulint_version_compare(compute, "7.0") < 0)
		return *version == '\0' ||
		       gpulint_version_compare(version, "2.3") < 0;
	return gpulint_version_compare(compute, least) < 0;
}

/* An image whose own kernels are built for a range of cards, whatever its
 * PyTorch runs on.  Returns whether the card lies outside. */
static bool
judge_image(struct gpulint_pass *pass, const char *gpu, const char *compute)
{
	const struct gpulint_fact *image = gpulint_fact(pass, "env.image");
	const char *name = gpulint_text(image);
	const char *least =
	    gpulint_catalog(pass, "containers", name, "compute_min");
	const char *most =
	    gpulint_catalog(pass, "containers", name, "compute_max");
	struct gpulint_finding *finding;

	/* without a GPU of its own TEI's image computes on the CPU */
	if (*least == '\0' || *most == '\0' || !image_is_for_cuda(name) ||
	    (strstr(name, "text-embeddings-inference") != NULL &&
		strcmp(gpulint_dialect(pass), "docker_compose") == 0 &&
		!service_has_gpu(gpulint_root(pass))) ||
	    (gpulint_version_compare(compute, least) >= 0 &&
		gpulint_version_compare(compute, most) <= 0))
		return false;
	finding = gpulint_report(pass, image,
	    "%s has kernels for compute capability %s%s%s; %s has %s", name,
	    least, strcmp(least, most) == 0 ? "" : " to ",
	    strcmp(least, most) == 0 ? "" : most, gpu, compute);
	if (strstr(name, "text-generation-inference") != NULL)
		gpulint_lower(finding, tgi_does_without(pass, compute, least)
					   ? GPULINT_NOTE
					   : GPULINT_WARNING);
	gpulint_related(finding, gpulint_fact(pass, "target.gpu"), "%s", gpu);
	gpulint_help(finding,
	    "take the image that its publisher builds for this card, or "
	    "another card");
	return true;
}

static void
run(struct gpulint_pass *pass)
{
	const char *gpu = gpulint_text(gpulint_fact(pass, "target.gpu"));
	const char *compute = gpulint_catalog(pass, "gpus", gpu, "compute");
	struct build builds[BUILDS_LIMIT];
	size_t count;

	if (*compute == '\0' || judge_image(pass, gpu, compute))
		return;
	count = builds_read(pass, builds);
	for (size_t i = 0; i < count; i++)
		if (!builds[i].is_foreign)
			judge(pass, &builds[i], gpu, compute);
	releases_judge(pass, gpu, compute);
	arch_list_judge(pass, gpu, compute);
	judge_packages(pass, gpu, compute);
}

const struct gpulint_check arch_not_in_wheel = {
	.id = "arch-not-in-wheel",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
