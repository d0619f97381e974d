/* gpu-too-old: the engine's kernels are not built for this GPU. */

#include "cuda.h"

#include <string.h>

/* vllm-project/vllm docs/getting_started/installation/gpu: "compute
 * capability 7.0 or higher", and its setup.py refuses to build for less;
 * 7.5 in the documentation of 2026, where the image may still have 7.0. */
static const char least[] = "7.0";

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *engine = gpulint_fact(pass, "serve.engine");
	const struct gpulint_fact *gpu = gpulint_fact(pass, "target.gpu");
	const char *name = gpulint_text(gpu);
	const char *compute = gpulint_catalog(pass, "gpus", name, "compute");
	const struct gpulint_fact *image = gpulint_fact(pass, "env.image");
	struct gpulint_finding *finding;

	if (!gpulint_is(engine, "vllm") || *compute == '\0' ||
	    gpulint_version_compare(compute, least) >= 0)
		return;
	finding = gpulint_report(pass,
	    gpulint_node_of(image) != NULL ? image : engine,
	    "vLLM needs compute capability %s or newer; %s has %s", least, name,
	    compute);
	/* Forks are built for older cards: ghcr.io/sasha0552/vllm. */
	if (*gpulint_text(image) != '\0' &&
	    strstr(gpulint_text(image), "vllm-openai") == NULL)
		gpulint_lower(finding, GPULINT_NOTE);
	else if (strncmp(gpulint_text(image), "vllm/vllm-openai", 16) != 0 ||
		 !gpulint_sourced(pass, "gpus", name, "compute"))
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpu, "%s", name);
	gpulint_help(finding, "use llama.cpp or Ollama on this card");
}

const struct gpulint_check gpu_too_old = {
	.id = "gpu-too-old",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
