#include "deploy/chart.h"

#include "command/engine.h"
#include "deploy/task.h"
#include "link/layers.h"

#include <string.h>

enum { LIST_LIMIT = 64 };

struct workload *
chart_workload(const struct chart *chart, struct box *c,
    const struct node *spec, const char *name)
{
	struct workload *w =
	    workload_new(chart->reading->arena, chart->dialect->name,
		WORKLOAD_OTHER, chart->tree, node_resolve(spec));

	w->name = *name ? name : NULL;
	w->layers = chart->values->layers;
	container_init(c, chart->reading, w, SHELL_HOST_KUBERNETES);
	return w;
}

const struct pair *
chart_pair(struct box *c, const struct node *mapping, const char *path)
{
	const char *dot = strrchr(path, '.');
	const struct pair *pair =
	    node_pair(dot ? node_path(mapping, arena_copy(c->shell.arena, path,
						   (size_t)(dot - path)))
			  : mapping,
		dot ? dot + 1 : path);

	if (pair)
		c->shell.source = layers_source(c->w, pair->key);
	return pair;
}

void
chart_image(struct box *c, const struct node *mapping, const char *repository,
    const char *tag)
{
	const struct pair *version = chart_pair(c, mapping, tag);
	const struct pair *name = chart_pair(c, mapping, repository);
	const char *text =
	    version ? node_text(node_resolve(version->value)) : "";

	if (!name || !*node_text(node_resolve(name->value)))
		return;
	container_image(c, task_node(c->shell.arena, name->value,
			       arena_printf(c->shell.arena, "%s%s%s",
				   node_text(node_resolve(name->value)),
				   *text ? ":" : "", text)));
}

void
chart_env(struct box *c, const struct node *list)
{
	for (size_t i = 0; i < node_length(list) && i < LIST_LIMIT; i++) {
		const struct node *one = node_at(list, i);

		c->shell.source = layers_source(c->w, one);
		container_variable(c, node_get(one, "name"),
		    node_get(one, "value"));
	}
}

void
chart_limits(struct box *c, const struct node *limits)
{
	container_number(c, F_TARGET_GPUS, node_pair(limits, "nvidia.com/gpu"));
	container_size(c, F_HOST_MEMORY_LIMIT, node_pair(limits, "memory"),
	    true);
}

void
chart_model(struct box *c, const struct node *mapping, const char *path)
{
	const struct pair *pair = chart_pair(c, mapping, path);
	const char *name = pair ? node_text(node_resolve(pair->value)) : "";
	struct origin origin;

	if (!*name)
		return;
	origin = container_origin(c, pair->key, pair->value);
	workload_set_text(c->w, F_MODEL_ID, name, &origin);
}

void
chart_serve(struct box *c, const char *engine, const struct shell_words *flags,
    const struct pair *extra)
{
	struct shell_words more = { 0 };

	c->shell.variables = c->variables;
	if (extra)
		more = shell_split(&c->shell, extra->value);
	c->words = shell_join(c->shell.arena, flags, &more);
	container_serve_with(c, engine_by_name(engine), 0, c->words.count);
}

bool
chart_says(const struct node *mapping, const char *key)
{
	return strcmp(node_text(node_get(mapping, key)), "true") == 0;
}
