#include "without_gpu.h"

#include "gpu_image.h"
#include "hosted_runner.h"

#include <string.h>

/* Ollama serves on the CPU then, whatever the driver. */
static bool
is_left_to_cpu(struct gpulint_pass *pass)
{
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));

	return strncmp(image, "ollama/ollama", 13) == 0 && is_without_gpu(pass);
}

bool
runs_without_gpu(struct gpulint_pass *pass)
{
	return is_left_to_cpu(pass) ||
	       (strcmp(gpulint_dialect(pass), "github_actions") == 0 &&
		   hosted_label(gpulint_root(pass)) != NULL);
}
