/* kustomize: images that an overlay pins, and files it is made of.  Read at
 * kubernetes-sigs/kustomize api/types/kustomization.go, image.go. */

#include "deploy/container.h"
#include "deploy/task.h"
#include "dialect/codes.h"

#include <string.h>

enum { LIST_LIMIT = 128 };

/* A file that is not there leaves a note; a folder or an address is fine. */
static void
ask_for(struct reading *reading, const struct tree *tree,
    const struct node *path)
{
	struct origin place = origin_written(tree->source, NULL, path);
	const char *text = node_text(path), *dot = strrchr(text, '.');

	if (dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0) &&
	    !strstr(text, "://") && !strpbrk(text, "?\n"))
		reading_beside(reading, tree->source, text, &place);
}

static void
ask_for_all(struct reading *reading, const struct tree *tree,
    const struct node *root)
{
	static const char *const keys[] = { "resources", "components",
		"patches", "patchesStrategicMerge", "generators",
		"transformers", NULL };

	for (size_t i = 0; keys[i] && reading->root; i++) {
		const struct node *list = node_get(root, keys[i]);

		for (size_t k = 0; k < node_length(list) && k < LIST_LIMIT;
		     k++) {
			const struct node *one = node_at(list, k);

			if (node_is(one, NODE_MAPPING))
				one = node_get(one, "path");
			if (node_is(one, NODE_SCALAR))
				ask_for(reading, tree, one);
		}
	}
}

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

static void
read_overlay(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	const struct node *images = node_get(root, "images");

	ask_for_all(reading, tree, root);
	for (size_t i = 0; i < node_length(images) && i < LIST_LIMIT; i++) {
		if (node_is(node_at(images, i), NODE_MAPPING))
			read_image(reading, tree, dialect, node_at(images, i));
	}
}

const struct dialect_code code_kustomize = {
	.name = "kustomize",
	.read = read_overlay,
};
