/* kustomize: what an overlay makes of the files below it, and images that it
 * pins of others.  Read at
 * kubernetes-sigs/kustomize api/types/kustomization.go, image.go. */

#include "deploy/kubernetes.h"
#include "deploy/kustomize_render.h"
#include "deploy/task.h"
#include "dialect/codes.h"

#include <string.h>

/* {name, newName, newTag, digest} */
static void
read_image(struct reading *reading, const struct tree *tree,
    const struct dialect *dialect, const struct node *entry)
{
	const struct node *name = node_get(entry, "newName");
	const struct node *tag = node_get(entry, "newTag");
	struct workload *w;
	struct box c;

	if (!name)
		name = node_get(entry, "name");
	if (!node_is(name, NODE_SCALAR) || !*node_text(name))
		return;
	w = workload_new(reading->arena, dialect->name, WORKLOAD_OTHER, tree,
	    node_resolve(entry));
	w->name = node_text(node_get(entry, "name"));
	container_init(&c, reading, w, SHELL_HOST_NONE);
	container_image(&c,
	    task_node(c.shell.arena, tag ? tag : name,
		arena_printf(c.shell.arena, "%s%s%s", node_text(name),
		    tag ? ":" : "", node_text(tag))));
	if (c.image.repository && image_is_evidence(&c.image))
		reading_add(reading, w);
}

/* What the overlay changes is said here; the rest in the files it is of. */
static void
read_overlay(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct workload *w = workload_new(reading->arena, dialect->name,
	    WORKLOAD_OTHER, tree, node_resolve(root));
	struct rendered *out = arena_alloc(reading->arena, sizeof(*out));
	const struct node *images = node_get(root, "images");
	struct pod pod = { .reading = reading,
		.tree = tree,
		.dialect = dialect,
		.rendered = out };

	kustomize_render(reading, w, tree, w->root, out);
	pod.layers = w->layers;
	for (size_t i = 0; i < out->count; i++) {
		if (out->roots[i] && out->touched[i])
			kubernetes_pods(&pod, out->roots[i]);
	}
	for (size_t i = 0; i < node_length(images) && i < KUSTOMIZE_LIST_LIMIT;
	     i++) {
		if (!out->used[i] && node_is(node_at(images, i), NODE_MAPPING))
			read_image(reading, tree, dialect, node_at(images, i));
	}
}

const struct dialect_code code_kustomize = {
	.name = "kustomize",
	.read = read_overlay,
};
