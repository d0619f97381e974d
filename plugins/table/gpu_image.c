#include "gpu_image.h"

#include <string.h>

bool
image_is_for_cuda(const char *image)
{
	static const char *const others[] = { "rocm", "cpu", "intel", "gaudi",
		"neuron", "xpu", "hpu" };

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (strstr(image, others[i]) != NULL)
			return false;
	return true;
}

bool
image_needs_gpu(const char *image)
{
	static const char llama_cpp[] =
	    "ghcr.io/ggml-org/llama.cpp:server-cuda";
	static const char *const names[] = { "vllm/vllm-openai",
		"ghcr.io/huggingface/text-generation-inference",
		"lmsysorg/sglang" };
	size_t length = strcspn(image, ":@");

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strlen(names[i]) == length &&
		    strncmp(image, names[i], length) == 0)
			return image_is_for_cuda(image);
	return strncmp(image, llama_cpp, strlen(llama_cpp)) == 0;
}

bool
service_has_gpu(const struct gpulint_node *service)
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
