/* helm_values: a chart's values matter where they speak of GPUs, of model
 * servers or of what moves tensors between them.  chart*.c have the charts
 * that were read; KubeAI's is substratusai/kubeai charts/models. */

#include "deploy/chart.h"
#include "deploy/evidence.h"
#include "deploy/kubernetes.h"
#include "dialect/codes.h"
#include "link/layers.h"

#include <string.h>

enum { MODELS_LIMIT = 128, DEVICES_LIMIT = 64, PARTS_DEPTH = 6 };

static bool
recognise(const struct node *root, const char *path)
{
	static const char *const words[] = { "gpu", "nvidia", "vllm", "tgi",
		"huggingface", "ollama", "triton", "jetstream", "natsio",
		"cuda", "gaudi", "deepspeed", "ray_", NULL };

	(void)path;
	return node_get(root, "servingEngineSpec") != NULL ||
	       evidence_in(root, words, EVIDENCE_VALUES | EVIDENCE_KEYS);
}

/* values-gpu.yaml beside a Chart.yaml lies over values.yaml. */
static struct chart
chart_of(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct chart chart = { .reading = reading,
		.tree = tree,
		.dialect = dialect };
	const char *slash = strrchr(tree->source->path, '/');
	const char *name = slash ? slash + 1 : tree->source->path;
	const struct tree *base = NULL;

	chart.values = workload_new(reading->arena, dialect->name,
	    WORKLOAD_OTHER, tree, node_resolve(root));
	if (!reading->root || strcmp(name, "values.yaml") == 0)
		return chart;
	if (reading_beside(reading, tree->source, "Chart.yaml", NULL))
		base =
		    reading_beside(reading, tree->source, "values.yaml", NULL);
	if (base && base->document_count &&
	    node_is(base->documents[0], NODE_MAPPING))
		layers_under(chart.values, base);
	return chart;
}

/* The catalogue of KubeAI's models chart: what is enabled. */
static void
read_catalogue(const struct chart *chart, const struct node *root)
{
	struct pairs it = pairs_of(node_get(root, "catalog"));
	bool all = chart_says(node_get(root, "all"), "enabled");

	for (int i = 0; i < MODELS_LIMIT && pairs_next(&it); i++) {
		const struct node *spec = node_resolve(it.pair->value);

		if (node_get(spec, "resourceProfile") &&
		    (all || chart_says(spec, "enabled")))
			kubeai_model(chart->reading, chart->tree, spec,
			    node_text(it.pair->key), chart->dialect);
	}
}

static bool
asks_for_device(const struct node *resources)
{
	static const char *const parts[] = { "limits", "requests" };

	for (size_t p = 0; p < sizeof(parts) / sizeof(*parts); p++) {
		struct pairs it = pairs_of(node_get(resources, parts[p]));

		for (int i = 0; i < DEVICES_LIMIT && pairs_next(&it); i++)
			if (strchr(node_text(it.pair->key), '/'))
				return true;
	}
	return false;
}

/* Resources that name a device are handed on to a container as they are. */
static void
read_resources(const struct chart *chart, const struct node *mapping)
{
	struct box c;

	if (!asks_for_device(node_get(mapping, "resources")) ||
	    node_get(mapping, "gpuModels"))
		return;
	chart_workload(chart, &c, mapping, "resources");
	container_number(&c, F_TARGET_GPUS,
	    node_pair(node_path(mapping, "resources.limits"),
		"nvidia.com/gpu"));
	reading_add(chart->reading, c.w);
}

static void read_parts(const struct chart *chart, const struct node *root,
    const struct node *mapping, const char *name, int depth);

static void
read_list(const struct chart *chart, const struct node *root,
    const struct node *list, int depth)
{
	for (size_t i = 0; i < node_length(list) && i < MODELS_LIMIT; i++) {
		const struct node *one = node_at(list, i);

		if (node_is(one, NODE_MAPPING))
			read_parts(chart, root, one,
			    node_text(node_get(one, "name")), depth);
	}
}

/* Containers wherever the chart keeps them. */
static void
read_parts(const struct chart *chart, const struct node *root,
    const struct node *mapping, const char *name, int depth)
{
	struct pairs it = pairs_of(mapping);

	if (!chart_container(chart, root, mapping, name))
		read_resources(chart, mapping);
	for (int i = 0;
	     depth < PARTS_DEPTH && i < MODELS_LIMIT && pairs_next(&it); i++) {
		const struct node *value = node_resolve(it.pair->value);

		if (node_is(value, NODE_MAPPING))
			read_parts(chart, root, value, node_text(it.pair->key),
			    depth + 1);
		else if (strcmp(node_text(it.pair->key), "containers") == 0)
			read_list(chart, root, value, depth + 1);
	}
}

static void
read_values(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct chart chart = chart_of(reading, tree, root, dialect);
	const struct node *body = layers_body(chart.values);
	const struct node *list =
	    node_path(body, "servingEngineSpec.modelSpec");

	for (size_t i = 0; i < node_length(list) && i < MODELS_LIMIT; i++) {
		if (node_is(node_at(list, i), NODE_MAPPING))
			chart_stack_model(&chart, node_at(list, i));
	}
	chart_subchart(&chart, body, "vllm");
	chart_subchart(&chart, body, "tgi");
	chart_modelservice(&chart, body);
	chart_vllm(&chart, body);
	chart_ollama(&chart, body);
	chart_nats(&chart, body);
	chart_nats(&chart, node_get(body, "nats"));
	read_parts(&chart, body, body, "", 0);
	if (!chart.values->layers)
		read_catalogue(&chart, body);
}

const struct dialect_code code_helm_values = {
	.name = "helm_values",
	.read = read_values,
	.recognise = recognise,
};
