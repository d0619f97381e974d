/* macos-unsupported: what needs CUDA, or a newer macOS. */

#include "conflict.h"
#include "gpu_image.h"
#include "os.h"

#include <string.h>

/* First bitsandbytes with a wheel for macOS; first macOS whose Metal has
 * bf16. */
static const char bitsandbytes_since[] = "0.49.1";
static const char bf16_since[] = "14";

static void
refuse(struct gpulint_pass *pass, const char *fact,
    enum gpulint_severity severity, const char *what, const char *instead)
{
	struct gpulint_finding *finding =
	    gpulint_report(pass, gpulint_fact(pass, fact), "%s", what);

	gpulint_lower(finding, severity);
	gpulint_help(finding, "%s", instead);
	if (strcmp(fact, "train.attention") == 0)
		gpulint_set(gpulint_fix(finding, false, "use sdpa"), fact,
		    "sdpa");
}

static const struct gpulint_node *
gpus_argument(const struct gpulint_node *arguments)
{
	for (size_t i = 0; i < gpulint_length(arguments); i++) {
		const struct gpulint_node *item = gpulint_at(arguments, i);

		if (strncmp(gpulint_scalar(item), "--gpus", 6) == 0)
			return item;
	}
	return NULL;
}

/* Where a container asks for GPUs: a service of compose in any of its ways. */
static const struct gpulint_node *
reservation_of(struct gpulint_pass *pass)
{
	static const char *const paths[] = {
		"deploy.resources.reservations.devices", "gpus",
		"deploy.resources.reservations.generic_resources"
	};
	const struct gpulint_node *service = gpulint_root(pass);
	const struct gpulint_node *runtime = gpulint_get(service, "runtime");

	if (strcmp(gpulint_dialect(pass), "devcontainer") == 0)
		return gpus_argument(gpulint_get(service, "runArgs"));
	if (strcmp(gpulint_dialect(pass), "docker_compose") != 0)
		return NULL;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		const struct gpulint_node *node =
		    gpulint_path(service, paths[i]);

		if (node != NULL)
			return node;
	}
	return strcmp(gpulint_scalar(runtime), "nvidia") == 0 ? runtime : NULL;
}

static void
check_container(struct gpulint_pass *pass)
{
	static const char what[] = "containers on macOS have no GPU";
	static const char instead[] =
	    "run the engine outside the container, with Metal";
	const struct gpulint_fact *gpus = gpulint_fact(pass, "target.gpus");
	const struct gpulint_node *asks = reservation_of(pass);

	if (gpulint_number(gpus) > 0 && gpulint_node_of(gpus) != NULL)
		refuse(pass, "target.gpus", GPULINT_ERROR, what, instead);
	else if (asks != NULL)
		gpulint_help(gpulint_report_at(pass, asks, "%s", what), "%s",
		    instead);
	else if (image_needs_gpu(gpulint_text(gpulint_fact(pass, "env.image"))))
		refuse(pass, "env.image", GPULINT_WARNING,
		    "this image needs a GPU, and containers on macOS have none",
		    instead);
}

static void
check_libraries(struct gpulint_pass *pass)
{
	const char *version =
	    gpulint_text(gpulint_fact(pass, "env.lib.bitsandbytes"));
	const struct gpulint_fact *quant = gpulint_fact(pass, "quant.method");

	if (strncmp(gpulint_text(quant), "bnb-", 4) == 0 && *version != '\0' &&
	    gpulint_version_compare(version, bitsandbytes_since) < 0)
		refuse(pass, "quant.method", GPULINT_ERROR,
		    "bitsandbytes before 0.49.1 has no macOS wheel",
		    "require bitsandbytes>=0.49.1, or train in 16 bits");
	if (gpulint_is(gpulint_fact(pass, "train.attention"), "flash2"))
		refuse(pass, "train.attention", GPULINT_ERROR,
		    "FlashAttention 2 needs CUDA, which macOS does not have",
		    "use sdpa attention");
	if (gpulint_number(gpulint_fact(pass, "parallel.gpus")) > 1)
		refuse(pass, "parallel.gpus", GPULINT_ERROR,
		    "a Mac is one GPU to PyTorch", "ask for one GPU");
}

static void
check_engine(struct gpulint_pass *pass)
{
	const struct gpulint_fact *engine = gpulint_fact(pass, "serve.engine");

	if (gpulint_is(engine, "tgi") || gpulint_is(engine, "sglang"))
		refuse(pass, "serve.engine", GPULINT_ERROR,
		    "this engine needs CUDA or ROCm, which macOS does not have",
		    "use llama.cpp, Ollama or MLX");
	else if (gpulint_is(engine, "vllm"))
		refuse(pass, "serve.engine", GPULINT_WARNING,
		    "vLLM has no GPU build for macOS",
		    "use llama.cpp, Ollama or MLX");
}

/* What a trainer takes by itself may depend on the machine. */
static bool
asks_for_bf16(const struct gpulint_fact *fact)
{
	const char *text = gpulint_text(fact);

	return gpulint_stated(fact) &&
	       (strcmp(text, "bf16") == 0 || strcmp(text, "amp-bf16") == 0);
}

static void
check_bf16(struct gpulint_pass *pass)
{
	static const char *const facts[] = { "train.precision", "load.dtype" };
	const char *version =
	    gpulint_text(gpulint_fact(pass, "target.os_version"));

	if (*version == '\0' ||
	    gpulint_version_compare(version, bf16_since) >= 0)
		return;
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++)
		if (asks_for_bf16(gpulint_fact(pass, facts[i]))) {
			refuse(pass, facts[i], GPULINT_ERROR,
			    "bf16 on Metal needs macOS 14",
			    "use fp32 or fp16, or update macOS");
			return;
		}
}

static void
run(struct gpulint_pass *pass)
{
	if (!gpulint_is(gpulint_fact(pass, "target.os"), "macos"))
		return;
	if (gpulint_known(gpulint_fact(pass, "env.image"))) {
		check_container(pass);
		return;
	}
	conflicts_report(pass, "macos-unsupported");
	conda_report(pass, false);
	check_libraries(pass);
	check_engine(pass);
	check_bf16(pass);
}

const struct gpulint_check macos_unsupported = {
	.id = "macos-unsupported",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
