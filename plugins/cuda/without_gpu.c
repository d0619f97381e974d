#include "without_gpu.h"

#include "gpu_image.h"
#include "hosted_runner.h"

#include <string.h>

/* A container of Kubernetes that names a device, or claims one. */
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

/* Ollama serves on the CPU then, whatever the driver. */
static bool
is_left_to_cpu(struct gpulint_pass *pass)
{
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));
	const char *dialect = gpulint_dialect(pass);
	const struct gpulint_node *root = gpulint_root(pass);

	if (strncmp(image, "ollama/ollama", 13) != 0)
		return false;
	return strcmp(dialect, "docker_compose") == 0 ? !service_has_gpu(root)
	       : strcmp(dialect, "kubernetes") == 0   ? !container_has_gpu(root)
						      : false;
}

bool
runs_without_gpu(struct gpulint_pass *pass)
{
	return is_left_to_cpu(pass) ||
	       (strcmp(gpulint_dialect(pass), "github_actions") == 0 &&
		   hosted_label(gpulint_root(pass)) != NULL);
}
