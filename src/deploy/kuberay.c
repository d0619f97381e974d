/* kuberay: pods of clusters, the applications of services and the command of
 * jobs.  Read at ray-project/kuberay ray-operator/apis/ray/v1. */

#include "deploy/ray_serve.h"
#include "deploy/task.h"
#include "dialect/codes.h"
#include "link/embedded.h"

#include <string.h>

static void
read_applications(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	const struct node *text = node_path(root, "spec.serveConfigV2");
	const struct tree *inner = embedded_tree(reading, tree->source, text);

	if (inner)
		ray_serve_applications(reading, tree, inner->documents[0], text,
		    dialect);
}

/* RayJob's entrypoint is a command of a shell on the head. */
static void
read_entrypoint(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	const struct node *entry = node_path(root, "spec.entrypoint");
	struct workload *w;
	struct box c;

	if (!node_is(entry, NODE_SCALAR))
		return;
	w = workload_new(reading->arena, dialect->name, WORKLOAD_OTHER, tree,
	    node_get(root, "spec"));
	w->name = node_text(node_path(root, "metadata.name"));
	container_init(&c, reading, w, SHELL_HOST_NONE);
	task_script(&c, entry);
	if (w->kind != WORKLOAD_OTHER)
		reading_add(reading, w);
}

static void
read_resource(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	code_kubernetes.read(reading, tree, root, dialect);
	read_applications(reading, tree, root, dialect);
	read_entrypoint(reading, tree, root, dialect);
}

const struct dialect_code code_kuberay = {
	.name = "kuberay",
	.read = read_resource,
};
