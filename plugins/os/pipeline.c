/* pipeline: jobs of GitHub and GitLab. */

#include "os.h"

#include <string.h>

bool
is_pipeline(struct gpulint_pass *pass)
{
	const char *dialect = gpulint_dialect(pass);

	return strcmp(dialect, "github_actions") == 0 ||
	       strcmp(dialect, "gitlab_ci") == 0;
}

bool
runs_in_wsl(struct gpulint_pass *pass)
{
	const struct gpulint_node *root = gpulint_root(pass);
	const struct gpulint_node *steps = gpulint_get(root, "steps");

	if (strcmp(gpulint_dialect(pass), "github_actions") != 0)
		return false;
	for (size_t i = 0; i < gpulint_length(steps); i++) {
		const struct gpulint_node *step = gpulint_at(steps, i);

		if (strstr(gpulint_scalar(gpulint_get(step, "uses")), "wsl") ||
		    strncmp(gpulint_scalar(gpulint_get(step, "shell")), "wsl",
			3) == 0)
			return true;
	}
	return false;
}
