/* localai_gallery: a model's configuration kept as text, and what an entry
 * lays over it.  Read at
 * mudler/LocalAI core/gallery/models_types.go, core/gallery/models.go. */

#include "dialect/codes.h"
#include "link/embedded.h"
#include "link/layers.h"

static void
read_entry(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	const struct dialect *localai =
	    dialect_by_name(reading->dialects, "localai");
	const struct node *text = node_get(root, "config_file");
	const struct tree *inner = embedded_tree(reading, tree->source, text);
	const struct node *config =
	    inner ? node_resolve(inner->documents[0]) : NULL;
	struct workload *w;

	if (!localai || !node_is(config, NODE_MAPPING))
		return;
	w = workload_new(reading->arena, dialect->name, WORKLOAD_SERVE, tree,
	    config);
	if (*node_text(node_get(root, "name")))
		w->name = node_text(node_get(root, "name"));
	layers_over(w, node_get(root, "overrides"));
	dialect_map(reading, w, localai, layers_body(w));
	code_localai.derive(reading, w);
	embedded_blur(w, text);
	reading_add(reading, w);
}

const struct dialect_code code_localai_gallery = {
	.name = "localai_gallery",
	.read = read_entry,
};
