/* cluster: containers of Kubernetes. */

#include "os.h"

#include <string.h>

bool
runs_on_cluster(struct gpulint_pass *pass)
{
	static const char *const clusters[] = { "kubernetes", "kserve",
		"kubeflow", "kuberay", "helm_values", "helm_template" };
	const char *dialect = gpulint_dialect(pass);

	for (size_t i = 0; i < sizeof(clusters) / sizeof(*clusters); i++)
		if (strcmp(dialect, clusters[i]) == 0)
			return true;
	return false;
}
