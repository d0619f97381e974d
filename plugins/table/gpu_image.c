#include "gpu_image.h"

#include "cluster.h"

#include <ctype.h>
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

/* "gpu", "cuda", "cuda12", "cu124" as a word of its own. */
static bool
is_gpu_word(const char *word, size_t length)
{
	size_t digits = 0;

	while (digits < length &&
	       isdigit((unsigned char)word[length - digits - 1]))
		digits++;
	if (length - digits == 4)
		return strncmp(word, "cuda", 4) == 0;
	if (digits == 3)
		return length == 5 && strncmp(word, "cu", 2) == 0;
	return length == 3 && strncmp(word, "gpu", 3) == 0;
}

/* To build upon, or to watch and to share out GPUs with. */
static bool
is_base_or_tool(const char *name)
{
	static const char *const names[] = { "/pytorch:", "/cuda:",
		"/tensorflow:", "/jax:", "/base", "-base", "exporter",
		"operator", "plugin", "monitor", "gpustat", "nvtop", "builder",
		"devel", "jupyter", "notebook" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strstr(name, names[i]) != NULL)
			return true;
	return false;
}

bool
image_says_gpu(const char *image)
{
	const char *slash = strrchr(image, '/');
	const char *p = slash == NULL ? image : slash;
	bool found = false;

	if (!image_is_for_cuda(image) || is_base_or_tool(p) ||
	    strchr(image, '$') != NULL)
		return false;
	for (p += *p == '/'; *p != '\0' && *p != '@';) {
		size_t length = strcspn(p, "-_.:@");

		found = found || is_gpu_word(p, length);
		p += length + (p[length] != '\0' && p[length] != '@');
	}
	return found;
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

static bool
container_has_gpu(const struct gpulint_node *container)
{
	static const char *const lists[] = { "resources.limits",
		"resources.requests" };

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		const struct gpulint_node *list =
		    gpulint_path(container, lists[i]);

		for (size_t k = 0; k < gpulint_length(list); k++)
			if (strchr(gpulint_scalar(gpulint_key(list, k)), '/') !=
			    NULL)
				return true;
	}
	return gpulint_path(container, "resources.claims") != NULL ||
	       gpulint_path(container, "securityContext.privileged") != NULL;
}

/* What charts ask for a GPU with, in their own words. */
static bool
values_have_gpu(struct gpulint_pass *pass)
{
	static const char *const switches[] = { "gpu.enabled",
		"runtimeClassName" };

	for (size_t i = 0; i < sizeof(switches) / sizeof(*switches); i++) {
		const struct gpulint_node *node =
		    gpulint_path(gpulint_root(pass), switches[i]);

		if (*gpulint_scalar(node) != '\0' &&
		    strcmp(gpulint_scalar(node), "false") != 0)
			return true;
	}
	return false;
}

bool
is_without_gpu(struct gpulint_pass *pass)
{
	const struct gpulint_node *root = gpulint_root(pass);

	if (strcmp(gpulint_dialect(pass), "docker_compose") == 0)
		return !service_has_gpu(root);
	return is_in_pod(pass) && !container_has_gpu(root) &&
	       !values_have_gpu(pass);
}
