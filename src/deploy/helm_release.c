/* helm_release: a chart's values inside the resource that asks an operator to
 * install it.  Read at fluxcd/helm-controller api/v2/helmrelease_types.go,
 * argoproj/argo-cd pkg/apis/application/v1alpha1/types.go,
 * k3s-io/helm-controller pkg/apis/helm.cattle.io/v1/types.go. */

#include "dialect/codes.h"
#include "link/embedded.h"

#include <string.h>

enum { SOURCES_LIMIT = 16 };

/* The values of one chart: a mapping, or the text of one, or NULL. */
static const struct node *
values_of(const struct node *helm)
{
	const struct node *values = node_get(helm, "valuesObject");

	return values ? values : node_get(helm, "values");
}

/* The values of the i-th chart of a resource; false past the last. */
static bool
values_at(const struct node *root, size_t i, const struct node **values)
{
	const char *kind = node_text(node_get(root, "kind"));
	const struct node *spec = node_get(root, "spec");
	const struct node *sources = node_get(spec, "sources");

	if (strcmp(kind, "HelmRelease") == 0) {
		*values = node_get(spec, "values");
		return i == 0;
	}
	if (strcmp(kind, "HelmChart") == 0 ||
	    strcmp(kind, "HelmChartConfig") == 0) {
		*values = node_get(spec, "valuesContent");
		return i == 0;
	}
	if (i == 0)
		*values = values_of(node_path(spec, "source.helm"));
	else
		*values = values_of(node_get(node_at(sources, i - 1), "helm"));
	return i <= node_length(sources) && i <= SOURCES_LIMIT;
}

static bool
recognise(const struct node *root, const char *path)
{
	const struct node *values;

	for (size_t i = 0; values_at(root, i, &values); i++)
		if (values && code_helm_values.recognise(values, path))
			return true;
	return false;
}

/* What the text says stands where the text is, or on its very line. */
static void
read_text(struct reading *reading, const struct tree *tree,
    const struct node *text, const struct dialect *dialect)
{
	const struct tree *inner = embedded_tree(reading, tree->source, text);
	struct workload **added = reading->last;

	if (!inner || !node_is(inner->documents[0], NODE_MAPPING))
		return;
	code_helm_values.read(reading, tree, inner->documents[0], dialect);
	for (struct workload *w = *added; w; w = w->next)
		embedded_blur(w, text);
}

static void
read(struct reading *reading, const struct tree *tree, const struct node *root,
    const struct dialect *dialect)
{
	const struct dialect *chart =
	    dialect_by_name(reading->dialects, "helm_values");
	const struct node *values;

	(void)dialect;
	for (size_t i = 0; chart && values_at(root, i, &values); i++) {
		if (node_is(values, NODE_MAPPING))
			code_helm_values.read(reading, tree, values, chart);
		else if (node_is(values, NODE_SCALAR))
			read_text(reading, tree, values, chart);
	}
}

const struct dialect_code code_helm_release = {
	.name = "helm_release",
	.read = read,
	.recognise = recognise,
};
