/* kuberay: pods of clusters, the applications of services and the command of
 * jobs.  Read at ray-project/kuberay ray-operator/apis/ray/v1,
 * ray-project/ray python/ray/llm/_internal/serve/configs/server_models.py. */

#include "command/engine.h"
#include "deploy/task.h"
#include "dialect/codes.h"
#include "link/embedded.h"

#include <string.h>

enum { MODELS_LIMIT = 64 };

/* One of llm_configs: engine_kwargs are vLLM's arguments. */
static void
read_model(struct reading *reading, const struct tree *tree,
    const struct node *config, const struct node *text,
    const struct dialect *dialect)
{
	const struct node *loading = node_get(config, "model_loading_config");
	const struct node *source = node_get(loading, "model_source");
	const struct pair *gpu = node_pair(config, "accelerator_type");
	struct workload *w = workload_new(reading->arena, dialect->name,
	    WORKLOAD_SERVE, tree, node_resolve(config));
	struct origin origin;

	w->name = node_text(node_get(loading, "model_id"));
	if (!node_is(source, NODE_SCALAR))
		source = node_get(loading, "model_id");
	if (*node_text(source)) {
		origin = origin_written(w->source, NULL, source);
		workload_set_text(w, F_MODEL_ID, node_text(source), &origin);
	}
	if (gpu && *node_text(node_resolve(gpu->value))) {
		origin = origin_written(w->source, gpu->key, gpu->value);
		workload_set_text(w, F_TARGET_GPU,
		    node_text(node_resolve(gpu->value)), &origin);
	}
	engine_settings(reading, w, engine_by_name("vllm"),
	    node_get(config, "engine_kwargs"));
	embedded_blur(w, text);
	reading_add(reading, w);
}

static void
read_applications(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	const struct node *text = node_path(root, "spec.serveConfigV2");
	const struct tree *inner = embedded_tree(reading, tree->source, text);
	const struct node *list =
	    inner ? node_get(inner->documents[0], "applications") : NULL;

	for (size_t i = 0; i < node_length(list) && i < MODELS_LIMIT; i++) {
		const struct node *models =
		    node_path(node_at(list, i), "args.llm_configs");

		for (size_t k = 0; k < node_length(models) && k < MODELS_LIMIT;
		     k++) {
			if (node_is(node_at(models, k), NODE_MAPPING))
				read_model(reading, tree, node_at(models, k),
				    text, dialect);
		}
	}
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
