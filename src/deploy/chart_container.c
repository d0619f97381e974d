/*
 * Containers of charts that nobody has read: what `helm create` begins a chart
 * with, the same under a key of its own (bjw-s-labs/helm-charts
 * charts/library/common, controllers.*.containers.*), and a container as
 * Kubernetes has it, which a template passes on.
 */

#include "deploy/chart.h"
#include "deploy/kubernetes.h"
#include "dialect/derive.h"

#include <string.h>

enum { PAIRS_LIMIT = 64 };

static const struct node *
repository_of(const struct node *image)
{
	return node_is(image, NODE_SCALAR) ? image
					   : node_get(image, "repository");
}

static void
read_image(struct box *c, const struct node *spec)
{
	const struct node *image = node_get(spec, "image");

	if (node_is(image, NODE_SCALAR))
		container_image(c, image);
	else
		chart_image(c, image, "repository", "tag");
}

/* A list of names and values as containers have it, or a mapping. */
static void
read_env(struct box *c, const struct node *spec)
{
	static const char *const keys[] = { "env", "envVars", "extraEnv",
		"extraEnvVars" };

	for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++) {
		const struct node *env = node_get(spec, keys[k]);
		struct pairs it = pairs_of(env);

		if (node_is(env, NODE_SEQUENCE))
			chart_env(c, env);
		for (int i = 0; i < PAIRS_LIMIT && pairs_next(&it); i++)
			container_variable(c, it.pair->key,
			    node_is(it.pair->value, NODE_SCALAR)
				? it.pair->value
				: NULL);
	}
}

/* The container's own, or those of all pods of the chart. */
void
chart_selector(struct box *c, const struct node *root, const struct node *spec)
{
	const struct node *own = node_get(spec, "nodeSelector");
	struct pairs it =
	    pairs_of(own != NULL ? own : node_get(root, "nodeSelector"));

	for (int i = 0; i < PAIRS_LIMIT && pairs_next(&it); i++)
		pod_label(c, it.pair->key, it.pair->value);
}

static struct shell_words
split(struct box *c, const struct node *spec, const char *key)
{
	const struct pair *pair = chart_pair(c, spec, key);
	struct shell_words none = { 0 };

	return pair != NULL ? shell_split(&c->shell, pair->value) : none;
}

/* The words of the command, and flags that stand as keys of their own. */
static void
read_words(struct box *c, const struct node *spec)
{
	static const char *const settings[] = { "vllmConfig", "vllm", "model" };
	struct shell_words command, args, more;

	c->shell.variables = c->variables;
	command = split(c, spec, "command");
	args = split(c, spec, "args");
	if (args.count == 0)
		args = split(c, spec, "extraArgs");
	c->own_command = command.count > 0;
	c->words = shell_join(c->shell.arena, &command, &args);
	for (size_t i = 0; i <= sizeof(settings) / sizeof(*settings); i++) {
		more = chart_words(c,
		    i == 0 ? spec : node_get(spec, settings[i - 1]));
		c->words = shell_join(c->shell.arena, &c->words, &more);
	}
}

/* Where the command names none: a key that is called so. */
static void
read_model(struct box *c, const struct node *spec)
{
	static const char *const keys[] = { "model", "modelName", "modelId",
		"modelID", "model.name", "model.id", "vllm.model" };

	for (size_t i = 0; i < c->words.count; i++)
		if (strstr(c->words.items[i].text, "model") != NULL &&
		    strstr(c->words.items[i].text, "max-model") == NULL)
			return;
	for (size_t i = 0;
	     i < sizeof(keys) / sizeof(*keys) && !fact_known(c->w, F_MODEL_ID);
	     i++)
		chart_model(c, spec, keys[i]);
}

/* A model server by its image, or a server or a training by its command. */
static bool
is_ours(const struct chart *chart, const struct node *spec,
    const struct node *repository)
{
	return container_is_evidence_image(node_text(repository),
		   chart->reading->arena) ||
	       container_is_evidence_command(node_get(spec, "command")) ||
	       container_is_evidence_command(node_get(spec, "args"));
}

bool
chart_container(const struct chart *chart, const struct node *root,
    const struct node *spec, const char *name)
{
	const struct node *repository = repository_of(node_get(spec, "image"));
	struct box c;

	if (node_get(spec, "gpuModels") || node_get(spec, "LLM_MODEL_ID") ||
	    strcmp(node_text(node_get(spec, "enabled")), "false") == 0 ||
	    !node_is(repository, NODE_SCALAR) ||
	    !is_ours(chart, spec, repository))
		return false;
	chart_workload(chart, &c, spec, name);
	read_image(&c, spec);
	read_env(&c, spec);
	chart_limits(&c, node_path(spec, "resources.limits"));
	chart_selector(&c, root, spec);
	read_words(&c, spec);
	read_model(&c, spec);
	container_serve(&c);
	reading_add(chart->reading, c.w);
	return true;
}
