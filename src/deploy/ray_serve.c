/* ray_serve: `serve run` files.  Read at ray-project/ray
 * python/ray/llm/_internal/serve/configs/server_models.py. */

#include "deploy/ray_serve.h"

#include "command/engine.h"
#include "dialect/codes.h"
#include "link/embedded.h"

#include <string.h>

enum { MODELS_LIMIT = 64 };

static void
set_text(struct workload *w, enum fact_id id, const struct pair *pair)
{
	const char *text = pair ? node_text(node_resolve(pair->value)) : "";
	struct origin origin;

	if (!*text)
		return;
	origin = origin_written(w->source, pair->key, pair->value);
	workload_set_text(w, id, text, &origin);
}

/* One of llm_configs: engine_kwargs are vLLM's arguments. */
static void
read_model(struct reading *reading, const struct tree *tree,
    const struct node *config, const struct node *text,
    const struct dialect *dialect)
{
	const struct node *loading = node_get(config, "model_loading_config");
	const struct pair *source = node_pair(loading, "model_source");
	struct workload *w = workload_new(reading->arena, dialect->name,
	    WORKLOAD_SERVE, tree, node_resolve(config));

	w->name = node_text(node_get(loading, "model_id"));
	if (!source || !node_is(node_resolve(source->value), NODE_SCALAR))
		source = node_pair(loading, "model_id");
	set_text(w, F_MODEL_ID, source);
	set_text(w, F_TARGET_GPU, node_pair(config, "accelerator_type"));
	engine_settings(reading, w, &engine_vllm,
	    node_get(config, "engine_kwargs"));
	if (text)
		embedded_blur(w, text);
	reading_add(reading, w);
}

void
ray_serve_applications(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct node *text,
    const struct dialect *dialect)
{
	const struct node *list = node_get(root, "applications");

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

/* Applications of any other code are nobody's. */
static bool
recognise(const struct node *root, const char *path)
{
	const struct node *list = node_get(root, "applications");

	(void)path;
	if (node_get(root, "model_loading_config"))
		return true;
	for (size_t i = 0; i < node_length(list) && i < MODELS_LIMIT; i++) {
		if (node_path(node_at(list, i), "args.llm_configs"))
			return true;
	}
	return false;
}

/* The applications, or one of their llm_configs in a file of its own. */
static void
read(struct reading *reading, const struct tree *tree, const struct node *root,
    const struct dialect *dialect)
{
	if (node_get(root, "model_loading_config"))
		read_model(reading, tree, root, NULL, dialect);
	else
		ray_serve_applications(reading, tree, root, NULL, dialect);
}

const struct dialect_code code_ray_serve = {
	.name = "ray_serve",
	.read = read,
	.recognise = recognise,
};
