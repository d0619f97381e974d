/* no-gpu-reserved: the service needs a GPU, and nothing here gives it one. */

#include "host.h"

#include <string.h>

/* What gives a service of Compose a GPU: devices by deploy or gpus, the old
 * runtime, a device file, another file that it extends. */
static bool
has_gpu(const struct gpulint_node *service)
{
	static const char *const ways[] = { "gpus", "runtime", "devices",
		"extends", "privileged",
		"deploy.resources.reservations.devices",
		"deploy.resources.reservations.generic_resources" };

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (gpulint_path(service, ways[i]) != NULL)
			return true;
	return false;
}

/* Images that have nothing but CUDA's build. */
static bool
needs_gpu(const char *image)
{
	static const char *const images[] = { "vllm/vllm-openai:",
		"ghcr.io/ggml-org/llama.cpp:server-cuda",
		"ghcr.io/huggingface/text-generation-inference:",
		"lmsysorg/sglang:" };

	for (size_t i = 0; i < sizeof(images) / sizeof(*images); i++)
		if (strncmp(image, images[i], strlen(images[i])) == 0)
			return strstr(image, "rocm") == NULL &&
			       strstr(image, "cpu") == NULL &&
			       strstr(image, "intel") == NULL;
	return false;
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *image = gpulint_fact(pass, "env.image");
	const struct gpulint_node *service = gpulint_root(pass);
	struct gpulint_finding *finding;

	if (strcmp(gpulint_dialect(pass), "docker_compose") != 0 ||
	    gpulint_node_of(image) == NULL || !needs_gpu(gpulint_text(image)) ||
	    has_gpu(service))
		return;
	finding = gpulint_report(pass, image,
	    "this image needs a GPU, and the service reserves none");
	gpulint_help(finding,
	    "reserve one under deploy.resources.reservations.devices, unless "
	    "another file does");
	gpulint_insert_after(gpulint_fix(finding, true, "reserve all GPUs"),
	    gpulint_key(service, 0), "deploy",
	    "{resources: {reservations: {devices: [{driver: nvidia, count: "
	    "all, capabilities: [gpu]}]}}}");
}

const struct gpulint_check no_gpu_reserved = {
	.id = "no-gpu-reserved",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
