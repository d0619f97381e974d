/* ptx: what the driver has to compile before it runs. */

#include "ptx.h"

#include "words.h"

#include <string.h>

/* llama.cpp's images have machine code for GeForce of the 30, 40 and 50
 * series alone, and PTX for other cards (ggml-org/llama.cpp
 * ggml/src/ggml-cuda/CMakeLists.txt, .devops/cuda.Dockerfile). */
static bool
is_ptx_of_llama_cpp(const char *image, const char *compute)
{
	static const char *const real[] = { "8.6", "8.9", "12.0", "12.1",
		NULL };

	return strncmp(image, "ghcr.io/ggml-org/llama.cpp:", 27) == 0 &&
	       !is_among(compute, real);
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

/* vLLM's FlashAttention 2 is machine code for compute 8.0 and PTX of that
 * (vllm-project/flash-attention CMakeLists.txt, FA2_ARCHS); what encodes
 * pictures runs it on Hopper too (vllm-project/vllm issues 31700, 37140). */
static bool
is_ptx_of_vllm(struct gpulint_pass *pass, const struct build *build,
    const char *compute)
{
	const char *model = gpulint_text(gpulint_fact(pass, "model.id"));
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));

	return build->fact == NULL &&
	       gpulint_is(gpulint_fact(pass, "serve.engine"), "vllm") &&
	       *version != '\0' &&
	       gpulint_version_compare(version, "0.11") >= 0 &&
	       strcmp(compute, "9.0") == 0 && strstr(model, "-VL-") != NULL;
}

bool
has_only_ptx(struct gpulint_pass *pass, const struct build *build,
    const char *image)
{
	const char *compute = gpulint_catalog(pass, "gpus",
	    gpulint_text(gpulint_fact(pass, "target.gpu")), "compute");

	return is_ptx_of_ctransformers(build) ||
	       (*compute != '\0' &&
		   (is_ptx_of_llama_cpp(image, compute) ||
		       is_ptx_of_vllm(pass, build, compute) ||
		       is_ptx_of_tensorflow(build, image, compute)));
}

/* "" where the service's own build has no such argument. */
static const char *
build_argument(struct gpulint_pass *pass, const char *name)
{
	struct variable argument;

	for (size_t i = 0; build_argument_at(pass, i, &argument); i++)
		if (strcmp(argument.name, name) == 0)
			return argument.value;
	return "";
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
	static const char *const compilers[] = { "cuda-nvcc", "cuda-toolkit",
		"cuda-compiler", "cuda", "cudatoolkit-dev", NULL };
	static const char *const linkers[] = { "pynvjitlink",
		"pynvjitlink-cu12", "ptxcompiler", "cubinlinker", NULL };
	static const char *const numba[] = { "numba-cuda", "numba", NULL };

	return environment_any(e, compilers) != NULL ||
	       (environment_any(e, linkers) == NULL &&
		   environment_any(e, numba) != NULL);
}

static bool
installs_compiler(struct gpulint_pass *pass)
{
	struct environment all[ENVIRONMENTS_LIMIT];
	size_t count = environments_read(pass, all);
	bool found = false;

	for (size_t i = 0; i < count; i++)
		found = found || has_compiler(&all[i]);
	return found;
}

/* Libraries that bring machine code of their own. */
static bool
installs_framework(struct gpulint_pass *pass)
{
	static const char *const frameworks[] = { "torch", "pytorch-gpu",
		"pytorch-cuda", "tensorflow", "tensorflow-gpu", "jax", "cupy",
		NULL };
	struct environment all[ENVIRONMENTS_LIMIT];
	size_t count = environments_read(pass, all);

	for (size_t i = 0; i < count; i++)
		if (environment_any(&all[i], frameworks) != NULL)
			return true;
	return false;
}

static void
find_launcher(void *data, const struct gpulint_node *node)
{
	static const char *const launchers[] = { "torchrun", "accelerate",
		"deepspeed", "torch.distributed.run",
		"torch.distributed.launch" };
	bool *is_told = data;

	for (size_t i = 0; i < sizeof(launchers) / sizeof(*launchers); i++)
		*is_told = *is_told ||
			   text_has_word(gpulint_scalar(node), launchers[i]);
}

/* What is compiled for PyTorch is compiled for the card at hand, and beside
 * it a compiler or numba may be there for something else. */
static bool
runs_framework(struct gpulint_pass *pass)
{
	bool is_told = false;

	texts_each(gpulint_root(pass), &is_told, find_launcher);
	return is_told || installs_framework(pass);
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

/* With nvcc in it an image is there to compile: its PTX does not load.  Candle's
 * kernels are PTX whatever the card (huggingface/candle
 * candle-kernels/build.rs). */
bool
compiles_ptx(struct gpulint_pass *pass, const char *image)
{
	if (gpulint_known(gpulint_fact(pass, "env.torch")))
		return false;
	if (loads_ptx(pass, image) || is_of_toolkit_alone(pass))
		return true;
	if (runs_framework(pass))
		return false;
	return strstr(image, "devel") != NULL || has_feature(pass) ||
	       installs_compiler(pass) ||
	       *build_argument(pass, "CUDA_COMPUTE_CAP") != '\0' ||
	       strstr(build_argument(pass, "FEATURES"), "cuda") != NULL;
}
