/* toolkit-newer-than-driver: it runs by compatibility, with limits. */

#include "builds.h"
#include "cuda.h"
#include "image_drivers.h"
#include "toolkits.h"
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

/* llama.cpp's images have machine code for GeForce of the 30, 40 and 50
 * series alone, and PTX for other cards (ggml-org/llama.cpp
 * ggml/src/ggml-cuda/CMakeLists.txt, .devops/cuda.Dockerfile). */
static bool
is_ptx_of_llama_cpp(const char *image, const char *compute)
{
	static const char *const real[] = { "8.6", "8.9", "12.0", "12.1" };

	if (strncmp(image, "ghcr.io/ggml-org/llama.cpp:", 27) != 0)
		return false;
	for (size_t i = 0; i < sizeof(real) / sizeof(*real); i++)
		if (strcmp(compute, real[i]) == 0)
			return false;
	return true;
}

/* The newest generation that TensorFlow's builds know they have as PTX alone:
 * compute_80 from 2.4 on, compute_90 from 2.16 on (tensorflow/tensorflow
 * .bazelrc). */
static bool
is_ptx_of_tensorflow(const struct build *build, const char *image,
    const char *compute)
{
	static const char repository[] = "tensorflow/tensorflow:";
	const char *version = NULL;

	if (build->fact == NULL &&
	    strncmp(build->pin.word, "tensorflow[", 11) == 0)
		version = build->pin.version;
	else if (strncmp(image, repository, strlen(repository)) == 0)
		version = image + strlen(repository);
	if (version == NULL || gpulint_version_compare(version, "2.4") < 0)
		return false;
	return gpulint_version_compare(compute,
		   gpulint_version_compare(version, "2.16") < 0 ? "8.0"
								: "9.0") >= 0;
}

/* Its kernels were compiled for no card by name (issues 87, 162). */
static bool
is_ptx_of_ctransformers(const struct build *build)
{
	return build->fact == NULL &&
	       strncmp(build->pin.word, "ctransformers[", 14) == 0;
}

static bool
has_only_ptx(struct gpulint_pass *pass, const struct build *build,
    const char *image)
{
	const char *compute = gpulint_catalog(pass, "gpus",
	    gpulint_text(gpulint_fact(pass, "target.gpu")), "compute");

	return is_ptx_of_ctransformers(build) ||
	       (*compute != '\0' &&
		   (is_ptx_of_llama_cpp(image, compute) ||
		       is_ptx_of_tensorflow(build, image, compute)));
}

/* The value of an argument of the service's own build, NAME: V or NAME=V. */
static const char *
build_argument(struct gpulint_pass *pass, const char *name)
{
	const struct gpulint_node *args =
	    gpulint_path(gpulint_root(pass), "build.args");
	size_t length = strlen(name);

	for (size_t i = 0;
	     gpulint_is_sequence(args) && i < gpulint_length(args); i++) {
		const char *text = gpulint_scalar(gpulint_at(args, i));

		if (strncmp(text, name, length) == 0 && text[length] == '=')
			return text + length + 1;
	}
	return gpulint_scalar(gpulint_get(args, name));
}

/* A devcontainer's feature for CUDA that brings nvcc (devcontainers/features
 * src/nvidia-cuda). */
static bool
has_feature(struct gpulint_pass *pass)
{
	const struct gpulint_node *features =
	    gpulint_get(gpulint_root(pass), "features");

	for (size_t i = 0; i < gpulint_length(features); i++)
		if (strstr(gpulint_scalar(gpulint_key(features, i)),
			"/nvidia-cuda") != NULL)
			return gpulint_truth(pass,
			    gpulint_get(gpulint_value(features, i),
				"installToolkit"));
	return false;
}

/* Packages that bring nvcc, or compile to PTX when they run; numba does not
 * beside NVIDIA's linker (numba/numba docs/source/cuda/
 * minor_version_compatibility.rst). */
static bool
has_compiler(const struct environment *e)
{
	static const char *const packages[] = { "cuda-nvcc", "cuda-toolkit",
		"cuda-compiler", "cuda", "cudatoolkit-dev" };
	static const char *const linkers[] = { "pynvjitlink",
		"pynvjitlink-cu12", "ptxcompiler", "cubinlinker" };

	for (size_t i = 0; i < sizeof(packages) / sizeof(*packages); i++)
		if (environment_package(e, packages[i]) != NULL)
			return true;
	for (size_t i = 0; i < sizeof(linkers) / sizeof(*linkers); i++)
		if (environment_package(e, linkers[i]) != NULL)
			return false;
	return environment_package(e, "numba-cuda") != NULL ||
	       environment_package(e, "numba") != NULL;
}

/* Libraries that bring machine code of their own, beside which a compiler or
 * numba may be there for something else. */
static bool
has_framework(const struct environment *e)
{
	static const char *const packages[] = { "torch", "pytorch-gpu",
		"pytorch-cuda", "tensorflow", "tensorflow-gpu", "jax", "cupy" };

	for (size_t i = 0; i < sizeof(packages) / sizeof(*packages); i++)
		if (environment_package(e, packages[i]) != NULL)
			return true;
	return false;
}

static bool
installs_compiler(struct gpulint_pass *pass)
{
	struct environment all[ENVIRONMENTS_LIMIT];
	size_t count = environments_read(pass, all);
	bool found = false;

	for (size_t i = 0; i < count; i++) {
		if (has_framework(&all[i]))
			return false;
		found = found || has_compiler(&all[i]);
	}
	return found;
}

static void
find_tinygrad(void *data, const struct gpulint_node *node)
{
	bool *is_told = data;

	*is_told = *is_told || text_has_word(gpulint_scalar(node), "tinygrad");
}

/* What loads its kernels as PTX, whatever the card: candle and what is made of
 * it (huggingface/candle candle-kernels/build.rs, EricLBuehler/mistral.rs
 * issue 2272, evilsocket/cake issue 11), Numba, tinygrad (tinygrad/runtime/
 * ops_cuda.py; exo-explore/exo issue 318). */
static bool
loads_ptx(struct gpulint_pass *pass, const char *image)
{
	static const char *const frameworks[] = { "mistral.rs", "candle",
		"cake", "numba", "numba-cuda" };
	const struct gpulint_fact *name = gpulint_fact(pass, "framework.name");
	bool is_told = false;

	for (size_t i = 0; i < sizeof(frameworks) / sizeof(*frameworks); i++)
		if (gpulint_is(name, frameworks[i]))
			return true;
	texts_each(gpulint_root(pass), &is_told, find_tinygrad);
	return is_told || strstr(image, "/mistral.rs:") != NULL ||
	       strstr(image, "/cake:") != NULL;
}

/* A native file that says what CUDA there is, and of nothing that brings its
 * own: what runs is compiled by that. */
static bool
is_of_toolkit_alone(struct gpulint_pass *pass)
{
	return strcmp(gpulint_dialect(pass), "workload") == 0 &&
	       strcmp(gpulint_kind(pass), "other") == 0 &&
	       !gpulint_known(gpulint_fact(pass, "env.image")) &&
	       !gpulint_known(gpulint_fact(pass, "framework.name"));
}

/* With nvcc in it an image is there to compile: its PTX does not load.  What is
 * compiled for PyTorch is compiled for the card at hand.  Candle's kernels are
 * PTX whatever the card (huggingface/candle candle-kernels/build.rs). */
static bool
compiles(struct gpulint_pass *pass, const char *image)
{
	if (gpulint_known(gpulint_fact(pass, "env.torch")))
		return false;
	return strstr(image, "devel") != NULL || has_feature(pass) ||
	       installs_compiler(pass) || loads_ptx(pass, image) ||
	       is_of_toolkit_alone(pass) ||
	       *build_argument(pass, "CUDA_COMPUTE_CAP") != '\0' ||
	       strstr(build_argument(pass, "FEATURES"), "cuda") != NULL;
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
		if (!compiles(pass, image) || build->fact == NULL)
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
	const char *message;

	if (*drivers.shipped == '\0' ||
	    gpulint_version_compare(have->version, drivers.shipped) >= 0)
		return;
	message = gpulint_format(scan->pass,
	    "PTX that nvcc of CUDA %s writes does not load on %s; it came with "
	    "%s",
	    toolkit->cuda, have->words, drivers.shipped);
	finding =
	    toolkit->word != NULL
		? gpulint_report_word(scan->pass, toolkit->node, toolkit->word,
		      "%s", message)
		: gpulint_report_at(scan->pass, toolkit->node, "%s", message);
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

	if (*have.version == '\0')
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
