/* kubeflow: resources whose pods are like all others, how many of them there
 * are, and the trainer of a TrainJob.  Read at kubeflow/trainer
 * pkg/apis/trainer/v1alpha1/{trainjob,trainingruntime}_types.go,
 * kubeflow/training-operator pkg/apis/kubeflow.org/v1. */

#include "deploy/kubernetes.h"
#include "dialect/codes.h"

#include "base/number.h"

#include <string.h>

enum { ROLES_LIMIT = 16 };

static double
replicas_of(const struct node *role)
{
	const char *text = node_text(node_get(role, "replicas"));
	double count;

	return number_parse(text, strlen(text), &count) && count >= 1 ? count
								      : 1;
}

/* The pods of a job that train together: master and workers; MPI's launcher
 * has no GPU. */
static void
set_nodes(struct workload *w, const struct node *specs)
{
	struct pairs it = pairs_of(specs);
	struct origin origin = origin_written(w->source, NULL, specs);
	double nodes = 0;

	for (int i = 0; i < ROLES_LIMIT && pairs_next(&it); i++) {
		if (strcmp(node_text(it.pair->key), "Launcher") != 0)
			nodes += replicas_of(node_resolve(it.pair->value));
	}
	if (nodes > 1 && fact_known(w, F_TARGET_GPUS))
		workload_set_number(w, F_TARGET_NODES, nodes, &origin);
}

/* A runtime: mlPolicy.numNodes, unless the job that names it says another. */
static void
set_runtime_nodes(struct reading *reading, struct workload *w,
    const struct node *policy)
{
	struct box c;

	container_init(&c, reading, w, SHELL_HOST_KUBERNETES);
	if (fact_known(w, F_TARGET_GPUS))
		container_number(&c, F_TARGET_NODES,
		    node_pair(policy, "numNodes"));
}

/* TrainJob: image, command and GPUs stand at the job itself. */
static void
read_trainer(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct pod pod = { .reading = reading,
		.tree = tree,
		.root = node_resolve(root),
		.spec = node_get(root, "spec"),
		.dialect = dialect };
	const struct node *trainer = node_path(root, "spec.trainer");
	struct workload **added = reading->last;
	struct box c;

	if (!node_is(trainer, NODE_MAPPING))
		return;
	pod_container(&pod, trainer);
	if (!*added)
		return;
	container_init(&c, reading, *added, SHELL_HOST_KUBERNETES);
	container_number(&c, F_TARGET_NODES, node_pair(trainer, "numNodes"));
	container_number(&c, F_TARGET_GPUS,
	    node_pair(node_path(trainer, "resourcesPerNode.limits"),
		"nvidia.com/gpu"));
	container_size(&c, F_HOST_MEMORY_LIMIT,
	    node_pair(node_path(trainer, "resourcesPerNode.limits"), "memory"),
	    true);
}

static void
read_resource(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	static const char *const roles[] = { "pytorchReplicaSpecs",
		"mpiReplicaSpecs", "xgbReplicaSpecs", "jaxReplicaSpecs", NULL };
	const struct node *spec = node_get(root, "spec");
	struct workload **added = reading->last;

	code_kubernetes.read(reading, tree, root, dialect);
	for (size_t i = 0; roles[i]; i++) {
		for (struct workload *w = *added; w; w = w->next)
			set_nodes(w, node_get(spec, roles[i]));
	}
	for (struct workload *w = *added; w; w = w->next)
		set_runtime_nodes(reading, w, node_get(spec, "mlPolicy"));
	if (strcmp(node_text(node_get(root, "kind")), "TrainJob") == 0)
		read_trainer(reading, tree, root, dialect);
}

const struct dialect_code code_kubeflow = {
	.name = "kubeflow",
	.read = read_resource,
};
