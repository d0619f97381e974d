#include "cluster.h"

#include <string.h>

bool
is_in_pod(struct gpulint_pass *pass)
{
	static const char *const dialects[] = { "kubernetes", "kserve",
		"kubeflow", "kuberay", "helm_values" };

	for (size_t i = 0; i < sizeof(dialects) / sizeof(*dialects); i++)
		if (strcmp(gpulint_dialect(pass), dialects[i]) == 0)
			return true;
	return false;
}

bool
runs_on_cluster(struct gpulint_pass *pass)
{
	return is_in_pod(pass) ||
	       strcmp(gpulint_dialect(pass), "helm_template") == 0;
}
