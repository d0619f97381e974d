/*
 * The images nvidia/cuda name, in NVIDIA_REQUIRE_CUDA, the older branches of
 * the driver that will do, and of which brands of cards; Docker starts them on
 * no other (NVIDIA/nvidia-docker issue 1772, vllm-project/vllm issue 5635,
 * theroyallab/tabbyAPI issue 324).  The catalogue has those of each CUDA.
 */

#include "image_drivers.h"

#include "words.h"

#include <stdlib.h>
#include <string.h>

/*
 * Images built from them, which pass the variable on: sgl-project/sglang
 * docker/Dockerfile, InternLM/lmdeploy docker/Dockerfile, speaches-ai/speaches
 * Dockerfile, axolotl-ai-cloud/axolotl docker/Dockerfile-base, mosaicml/composer
 * docker/Dockerfile, vllm-project/vllm docker/Dockerfile, Xinference's from
 * that, huggingface/text-generation-inference Dockerfile, predibase/lorax
 * Dockerfile, remsky/Kokoro-FastAPI docker/gpu/Dockerfile (issue 341),
 * theroyallab/tabbyAPI docker/Dockerfile, ggml-org/llama.cpp
 * .devops/cuda.Dockerfile.
 */
static bool
names_nvidia_cuda(const char *image)
{
	static const char *const images[] = {
		"nvidia/cuda:", "nvcr.io/nvidia/cuda:", "lmsysorg/sglang:",
		"openmmlab/lmdeploy:", "ghcr.io/speaches-ai/speaches:",
		"axolotlai/axolotl", "mosaicml/",
		"vllm/vllm-openai:", "xprobe/xinference:",
		"ghcr.io/huggingface/text-generation-inference:",
		"ghcr.io/predibase/lorax:",
		"ghcr.io/remsky/kokoro-fastapi-gpu:",
		"ghcr.io/theroyallab/tabbyapi:", "ghcr.io/ggml-org/llama.cpp:"
	};

	for (size_t i = 0; i < sizeof(images) / sizeof(*images); i++)
		if (strncmp(image, images[i], strlen(images[i])) == 0)
			return true;
	/* pytorch/pytorch docker.Makefile: BASE_DEVEL, and ubuntu otherwise */
	return strncmp(image, "pytorch/pytorch:", 16) == 0 &&
	       strstr(image, "-devel") != NULL;
}

/* Three parts, as no tag of nvidia/cuda has less: "12.6.0". */
static bool
is_whole_version(const char *text)
{
	size_t dots = 0;

	for (const char *p = text; *p != '\0'; p++)
		dots += *p == '.';
	return dots == 2;
}

/*
 * A build that is given the parts of such an image's name: CUDA_VERSION whole,
 * beside that of Ubuntu or cuDNN, or for a Dockerfile that is one for CUDA
 * (ggml-org/llama.cpp .devops/cuda.Dockerfile, BASE_CUDA_DEV_CONTAINER; issue
 * 9665).
 */
static bool
is_given_its_parts(struct gpulint_pass *pass)
{
	const char *file = gpulint_scalar(
	    gpulint_path(gpulint_root(pass), "build.dockerfile"));
	bool is_whole = false, has_part = strstr(file, "cuda") != NULL;
	struct variable argument;

	for (size_t i = 0; build_argument_at(pass, i, &argument); i++)
		if (strncmp(argument.name, "CUDA_VERSION", 12) == 0)
			is_whole = is_whole_version(argument.value);
		else if (strncmp(argument.name, "UBUNTU_VERSION", 14) == 0 ||
			 strncmp(argument.name, "CUDNN", 5) == 0)
			has_part = true;
	return is_whole && has_part;
}

/* The last line of a Dockerfile that names an image by its tag: FROM IMAGE AS
 * stage. */
static bool
starts_from_nvidia_cuda(struct gpulint_pass *pass, const char *dockerfile)
{
	const char *image = "";

	for (const char *p = dockerfile; *p != '\0';) {
		size_t length = strcspn(p, "\n");

		if (strncmp(p, "FROM ", 5) == 0) {
			const char *at = p + 5 + strspn(p + 5, " ");
			size_t n = strcspn(at, " \n");

			if (memchr(at, ':', n) != NULL)
				image =
				    gpulint_format(pass, "%.*s", (int)n, at);
		}
		p += length + (p[length] == '\n');
	}
	return names_nvidia_cuda(image);
}

/* An argument of the service's own build that names such an image, or the
 * Dockerfile that is written in it. */
static bool
is_built_from_nvidia_cuda(struct gpulint_pass *pass)
{
	struct variable argument;

	for (size_t i = 0; build_argument_at(pass, i, &argument); i++)
		if (names_nvidia_cuda(argument.value))
			return true;
	return is_given_its_parts(pass) ||
	       starts_from_nvidia_cuda(pass,
		   gpulint_scalar(gpulint_path(gpulint_root(pass),
		       "build.dockerfile_inline")));
}

/* The variable that has the container's runtime ask nothing of the driver. */
static bool
is_left_unchecked(struct gpulint_pass *pass)
{
	const char *value;

	return variable_find(pass, "NVIDIA_DISABLE_REQUIRE", &value) != NULL &&
	       *value != '\0';
}

/* "550p 450t": t for the brand Tesla alone, p for no GeForce. */
static enum image_start
start_of(const char *branches, long driver, const char *class)
{
	bool is_geforce = strncmp(class, "geforce", 7) == 0;
	bool is_tesla = strncmp(class, "data center", 11) == 0;

	while (*branches != '\0') {
		char *end;
		long branch = strtol(branches, &end, 10);

		if (branch == driver &&
		    ((*end == 'p' && is_geforce) ||
			(*end == 't' && *class != '\0' && !is_tesla)))
			return IMAGE_REFUSES_CARD;
		if (branch == driver)
			return IMAGE_MAY_START;
		branches = end + strcspn(end, " ");
		branches += *branches == ' ';
	}
	return IMAGE_REFUSES_DRIVER;
}

enum image_start
image_start(struct gpulint_pass *pass, const struct build *build,
    const char *driver)
{
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));
	const char *branches =
	    gpulint_catalog(pass, "cuda", build->cuda, "image_branches");
	const char *class = target_class(pass);

	if (build->fact == NULL || is_left_unchecked(pass) ||
	    (!names_nvidia_cuda(image) && !is_built_from_nvidia_cuda(pass)))
		return IMAGE_MAY_START;
	if (*branches != '\0')
		return start_of(branches, strtol(driver, NULL, 10), class);
	/* those of 12.5 were the first that named no GeForce, and all since */
	return gpulint_version_compare(build->cuda, "12.5") >= 0 &&
		       strncmp(class, "geforce", 7) == 0
		   ? IMAGE_REFUSES_CARD
		   : IMAGE_MAY_START;
}

bool
image_runs_forward(struct gpulint_pass *pass, const struct build *build)
{
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));

	return build->fact != NULL &&
	       strncmp(target_class(pass), "data center", 11) == 0 &&
	       (names_nvidia_cuda(image) ||
		   strncmp(image, "nvcr.io/nvidia/", 15) == 0);
}
