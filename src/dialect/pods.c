/* kubeflow: resources whose pods are like all others. */

#include "dialect/codes.h"

static void
read_pods(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	code_kubernetes.read(reading, tree, root, dialect);
}

const struct dialect_code code_kubeflow = {
	.name = "kubeflow",
	.read = read_pods,
};
