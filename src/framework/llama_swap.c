/* llama_swap: a model server's command line a model.  Read at
 * mostlygeek/llama-swap proxy/config/config.go. */

#include "deploy/task.h"
#include "dialect/codes.h"

enum { MODELS_LIMIT = 256 };

/* A macro sees those that stand before it. */
static void
add_macros(struct box *c, const struct node *mapping)
{
	struct pairs it = pairs_of(mapping);

	c->shell.outer = c->variables;
	for (int i = 0; i < MODELS_LIMIT && pairs_next(&it); i++) {
		container_variable(c, it.pair->key, it.pair->value);
		c->shell.outer = c->variables;
	}
}

static void
read_model(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect,
    const struct pair *pair)
{
	const struct node *model = node_resolve(pair->value);
	struct workload *w = workload_new(reading->arena, dialect->name,
	    WORKLOAD_OTHER, tree, model);
	struct box c;

	w->name = node_text(pair->key);
	/* ${macro} is text before anything is split, as ${V} is to compose */
	container_init(&c, reading, w, SHELL_HOST_COMPOSE);
	task_variable(&c, "MODEL_ID", pair->key, w->name);
	task_variable(&c, "PORT", pair->key, "5800");
	add_macros(&c, node_get(root, "macros"));
	add_macros(&c, node_get(model, "macros"));
	container_environment(&c, node_get(model, "env"));
	task_script(&c, node_get(model, "cmd"));
	reading_add(reading, w);
}

static void
read_models(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct pairs it = pairs_of(node_get(root, "models"));

	for (int i = 0; i < MODELS_LIMIT && pairs_next(&it); i++) {
		if (node_is(node_get(it.pair->value, "cmd"), NODE_SCALAR))
			read_model(reading, tree, root, dialect, it.pair);
	}
}

const struct dialect_code code_llama_swap = {
	.name = "llama_swap",
	.read = read_models,
};
