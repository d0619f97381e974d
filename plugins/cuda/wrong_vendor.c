/* wrong-vendor: what is installed is for GPUs of another maker. */

#include "cuda.h"

#include <string.h>

/* What an image is built for, by the words of its name and tag: those of
 * vLLM, PyTorch, llama.cpp, Ollama, TGI. */
static const char *
platform_of(const char *image)
{
	if (strstr(image, "rocm") != NULL)
		return "amd";
	if (strstr(image, "cuda") != NULL ||
	    strncmp(image, "nvcr.io/nvidia/", 15) == 0 ||
	    strncmp(image, "nvidia/", 7) == 0)
		return "nvidia";
	return "";
}

static const char *
maker(const char *vendor)
{
	if (strcmp(vendor, "nvidia") == 0)
		return "NVIDIA";
	if (strcmp(vendor, "amd") == 0)
		return "AMD";
	return strcmp(vendor, "apple") == 0 ? "Apple" : vendor;
}

/* The resource of Kubernetes that a container asks for. */
static const char *
asked_vendor(struct gpulint_pass *pass, const struct gpulint_node **place)
{
	const struct gpulint_node *limits =
	    gpulint_path(gpulint_root(pass), "resources.limits");

	*place = gpulint_get(limits, "amd.com/gpu");
	if (*place != NULL)
		return "amd";
	*place = gpulint_get(limits, "nvidia.com/gpu");
	return *place != NULL ? "nvidia" : "";
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *image = gpulint_fact(pass, "env.image");
	const struct gpulint_fact *gpu = gpulint_fact(pass, "target.gpu");
	const char *name = gpulint_text(gpu);
	const char *built = platform_of(gpulint_text(image)), *vendor;
	const struct gpulint_node *place = NULL;
	struct gpulint_finding *finding;

	if (*built == '\0' || gpulint_node_of(image) == NULL)
		return;
	vendor = asked_vendor(pass, &place);
	if (*vendor == '\0')
		vendor = gpulint_catalog(pass, "gpus", name, "vendor");
	if (*vendor == '\0' || strcmp(vendor, built) == 0 ||
	    strcmp(vendor, "intel") == 0)
		return;
	finding = gpulint_report(pass, image, "the image is built for %s; %s%s",
	    strcmp(built, "amd") == 0 ? "ROCm" : "CUDA",
	    place != NULL ? "a GPU is asked for from " : name,
	    place != NULL ? maker(vendor)
			  : gpulint_format(pass, " is from %s", maker(vendor)));
	/* whoever names a GPU on the command line may mean other files */
	if (place == NULL && gpulint_node_of(gpu) == NULL)
		gpulint_lower(finding, GPULINT_NOTE);
	if (place != NULL)
		gpulint_related_at(finding, place, "a GPU from %s",
		    maker(vendor));
	else
		gpulint_related(finding, gpu, "%s", name);
	gpulint_help(finding, "take the image's build for %s",
	    strcmp(vendor, "amd") == 0      ? "ROCm"
	    : strcmp(vendor, "nvidia") == 0 ? "CUDA"
					    : "that GPU");
}

const struct gpulint_check wrong_vendor = {
	.id = "wrong-vendor",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
