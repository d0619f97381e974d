/* chart_ollama: Ollama's chart, otwld/ollama-helm values.yaml and
 * templates/deployment.yaml: models that are pulled, loaded or made when it
 * starts, GPUs by number, settings as variables.  Open WebUI's chart has it as
 * a subchart, one level deeper. */

#include "deploy/chart.h"
#include "deploy/task.h"

#include <string.h>

enum { MODELS_LIMIT = 16 };

/* The chart's own image where the values name only a version. */
static void
read_image(struct box *c, const struct node *values)
{
	const struct pair *tag = chart_pair(c, values, "image.tag");
	const struct node *image = node_get(values, "image");

	if (node_get(image, "repository"))
		chart_image(c, image, "repository", "tag");
	else if (tag && *node_text(node_resolve(tag->value)))
		container_image(c,
		    task_node(c->shell.arena, tag->value,
			arena_printf(c->shell.arena, "ollama/ollama:%s",
			    node_text(node_resolve(tag->value)))));
}

/* gpu.enabled with gpu.number, one unless said, of its own resource. */
static void
read_gpus(struct box *c, const struct node *gpu)
{
	const struct pair *number = node_pair(gpu, "number");
	struct origin origin = container_origin(c, NULL, gpu);
	const char *type = node_text(node_get(gpu, "type"));

	if (!chart_says(gpu, "enabled") ||
	    (*type && strcmp(type, "nvidia") != 0))
		return;
	if (number)
		container_number(c, F_TARGET_GPUS, number);
	else
		workload_set_number(c->w, F_TARGET_GPUS, 1, &origin);
}

/* The volume that all of them are pulled to. */
static void
read_claim(struct box *c, const struct node *values)
{
	const struct node *volume = node_get(values, "persistentVolume");

	if (chart_says(volume, "enabled") &&
	    !*node_text(node_get(volume, "existingClaim")))
		container_size(c, F_HOST_DISK,
		    chart_pair(c, values, "persistentVolume.size"), true);
}

/* Each model is loaded when it is asked for, alone. */
static void
add_model(const struct chart *chart, const struct node *values,
    const struct node *own, const struct node *model)
{
	struct shell_words none = { 0 };
	struct origin origin;
	struct box c;

	chart_workload(chart, &c, own, node_text(model));
	read_image(&c, values);
	chart_env(&c, node_get(values, "extraEnv"));
	read_gpus(&c, node_get(own, "gpu"));
	chart_limits(&c, node_path(values, "resources.limits"));
	chart_selector(&c, values, values);
	read_claim(&c, values);
	origin = container_origin(&c, NULL, model);
	workload_set_text(c.w, F_MODEL_ID, node_text(model), &origin);
	chart_serve(&c, "ollama", &none, NULL);
	reading_add(chart->reading, c.w);
}

static bool
is_named_in(const struct node *list, const char *name)
{
	for (size_t i = 0; i < node_length(list) && i < MODELS_LIMIT; i++)
		if (strcmp(node_text(node_at(list, i)), name) == 0)
			return true;
	return false;
}

void
chart_ollama(const struct chart *chart, const struct node *values)
{
	const struct node *own = node_get(values, "ollama");
	const struct node *run = node_path(own, "models.run");
	const struct node *pull = node_path(own, "models.pull");

	if (node_get(own, "ollama")) { /* a subchart's values */
		if (!node_get(own, "enabled") || chart_says(own, "enabled"))
			chart_ollama(chart, own);
		return;
	}
	for (size_t i = 0; i < node_length(run) && i < MODELS_LIMIT; i++)
		if (node_is(node_at(run, i), NODE_SCALAR))
			add_model(chart, values, own, node_at(run, i));
	for (size_t i = 0; i < node_length(pull) && i < MODELS_LIMIT; i++)
		if (node_is(node_at(pull, i), NODE_SCALAR) &&
		    !is_named_in(run, node_text(node_at(pull, i))))
			add_model(chart, values, own, node_at(pull, i));
}
