/* mosaicml_mcli: the machine of a run, and the LLM Foundry file inside it.
 * Read at mosaicml/llm-foundry mcli. */

#include "deploy/task.h"
#include "dialect/codes.h"
#include "dialect/derive.h"

static void
read_parameters(struct reading *reading, struct workload *w)
{
	const struct dialect *foundry =
	    dialect_by_name(reading->dialects, "llm_foundry");
	const struct node *parameters = node_get(w->root, "parameters");
	const struct node *root = w->root;

	if (!foundry || !node_get(parameters, "train_loader"))
		return;
	w->kind = WORKLOAD_TRAIN;
	w->root = node_resolve(parameters);
	w->interpolates = foundry->loader == LOADER_OMEGACONF;
	dialect_map(reading, w, foundry, w->root);
	code_llm_foundry.derive(reading, w);
	dialect_defaults(w, foundry);
	derive_text(w, F_FRAMEWORK_NAME, "llm-foundry",
	    "parameters is a file of LLM Foundry");
	w->root = root;
}

static void
read_run(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct workload *w = workload_new(reading->arena, dialect->name,
	    WORKLOAD_OTHER, tree, node_resolve(root));
	double gpus =
	    map_number(w, "compute.gpus", map_number(w, "gpu_num", 0));
	struct origin origin = map_origin(w, "compute.gpus");
	struct box c;

	container_init(&c, reading, w, SHELL_HOST_NONE);
	if (node_is(node_get(root, "image"), NODE_SCALAR))
		container_image(&c, node_get(root, "image"));
	/* of all nodes together */
	if (gpus >= 1)
		workload_set_number(w, F_PARALLEL_GPUS, gpus, &origin);
	origin = map_origin(w, "compute.gpu_type");
	if (*map_text(w, "compute.gpu_type"))
		workload_set_text(w, F_TARGET_GPU,
		    map_text(w, "compute.gpu_type"), &origin);
	read_parameters(reading, w);
	if (w->kind == WORKLOAD_OTHER)
		task_script(&c, node_get(root, "command"));
	reading_add(reading, w);
}

const struct dialect_code code_mosaicml_mcli = {
	.name = "mosaicml_mcli",
	.read = read_run,
};
