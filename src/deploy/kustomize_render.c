#include "deploy/kustomize_render.h"

#include "base/word.h"
#include "deploy/kustomize_merge.h"
#include "deploy/task.h"
#include "link/embedded.h"

#include <string.h>

/* Read at kubernetes-sigs/kustomize api/types/kustomization.go, image.go,
 * patch.go, selector.go, api/internal/target/kusttarget.go. */

enum {
	DEPTH_LIMIT = 8,
	NODE_DEPTH = 14,
	MERGES_LIMIT = 512,
	VISITS_LIMIT = 100000
};

/* One kustomization under way: its resources are those from `from`. */
struct rendering {
	struct reading *reading;
	struct workload *w;
	struct rendered *out;
	struct source *source;
	size_t from;
	unsigned depth;
	bool own; /* what it changes nobody else has read */
};

static void
know(struct rendering *r, const struct tree *tree)
{
	for (uint32_t i = 0;
	     i < tree->document_count && i < KUSTOMIZE_LIST_LIMIT; i++) {
		struct layer *layer = arena_alloc(r->w->arena, sizeof(*layer));

		layer->root = node_resolve(tree->documents[i]);
		layer->source = tree->source;
		layer->mount = "";
		layer->next = r->w->layers;
		r->w->layers = layer;
	}
}

static const struct tree *
open_file(struct rendering *r, const struct node *path)
{
	struct origin place = origin_written(r->source, NULL, path);
	const struct tree *tree;

	if (strstr(node_text(path), "://") || strpbrk(node_text(path), "?\n"))
		return NULL;
	tree = reading_beside(r->reading, r->source, node_text(path), &place);
	if (tree)
		know(r, tree);
	return tree;
}

static const struct tree *
open_folder(struct rendering *r, const struct node *path)
{
	static const char *const names[] = { "kustomization.yaml",
		"kustomization.yml", "Kustomization", NULL };
	const char *text = node_text(path);

	if (strstr(text, "://") || strpbrk(text, "?\n"))
		return NULL;
	for (size_t i = 0; names[i]; i++) {
		const struct tree *tree = reading_beside(r->reading, r->source,
		    arena_printf(r->w->arena, "%s/%s", text, names[i]), NULL);

		if (tree && tree->document_count) {
			know(r, tree);
			return tree;
		}
	}
	return NULL;
}

static bool
is_file(const struct node *path)
{
	const char *text = node_text(path);

	return word_ends(text, ".yaml") || word_ends(text, ".yml") ||
	       word_ends(text, ".json");
}

static void render(struct rendering *r, const struct node *root);

static void
add_resource(struct rendering *r, const struct node *path, bool component)
{
	const struct tree *tree;
	struct rendering below = *r;

	if (!node_is(path, NODE_SCALAR))
		return;
	if (is_file(path)) {
		tree = open_file(r, path);
		for (uint32_t i = 0; tree && i < tree->document_count &&
				     r->out->count < RENDERED_LIMIT;
		     i++)
			r->out->roots[r->out->count++] =
			    node_resolve(tree->documents[i]);
		return;
	}
	tree = r->depth < DEPTH_LIMIT ? open_folder(r, path) : NULL;
	if (!tree)
		return;
	below.source = tree->source;
	below.depth++;
	below.own = component && r->own;
	if (!component)
		below.from = r->out->count;
	render(&below, node_resolve(tree->documents[0]));
}

static void
add_resources(struct rendering *r, const struct node *list, bool component)
{
	for (size_t i = 0; i < node_length(list) && i < KUSTOMIZE_LIST_LIMIT;
	     i++)
		add_resource(r, node_at(list, i), component);
}

/* A name of a selector: a regular expression of which .* alone is known. */
static bool
is_selected(const struct node *want, const char *have)
{
	const char *text = node_text(want);
	size_t n = strlen(text);

	if (!*text || strcmp(text, ".*") == 0)
		return true;
	if (n > 2 && strcmp(text + n - 2, ".*") == 0)
		return strncmp(text, have, n - 2) == 0;
	return strcmp(text, have) == 0;
}

/* "app=vllm" of a resource's labels. */
static bool
has_label(const struct node *root, const char *selector)
{
	struct pairs it = pairs_of(node_path(root, "metadata.labels"));
	const char *equals = strchr(selector, '=');
	size_t n = equals ? (size_t)(equals - selector) : 0;

	for (int i = 0; n && i < KUSTOMIZE_LIST_LIMIT && pairs_next(&it); i++) {
		if (it.pair->key->length == n &&
		    strncmp(it.pair->key->text, selector, n) == 0 &&
		    strcmp(node_text(node_resolve(it.pair->value)),
			equals + 1) == 0)
			return true;
	}
	return false;
}

static bool
is_target(const struct node *root, const struct node *target,
    const struct node *patch)
{
	const char *label = node_text(node_get(target, "labelSelector"));
	const char *kind = node_text(node_get(root, "kind"));
	const char *name = node_text(node_path(root, "metadata.name"));

	if (node_get(target, "annotationSelector"))
		return false;
	if (target)
		return is_selected(node_get(target, "kind"), kind) &&
		       is_selected(node_get(target, "name"), name) &&
		       (!*label || has_label(root, label));
	return strcmp(kind, node_text(node_get(patch, "kind"))) == 0 &&
	       strcmp(name, node_text(node_path(patch, "metadata.name"))) == 0;
}

static void
apply(struct rendering *r, const struct node *target, const struct node *patch)
{
	struct rendered *out = r->out;

	for (size_t i = r->from; i < out->count; i++) {
		const struct node *root = out->roots[i];

		if (!root || !is_target(root, target, patch) ||
		    ++out->merges > MERGES_LIMIT)
			continue;
		out->roots[i] = node_is(patch, NODE_SEQUENCE)
				    ? kustomize_json(r->w->arena, root, patch)
				    : kustomize_merge(r->w->arena, root, patch);
		out->touched[i] = out->touched[i] || r->own;
	}
}

/* The documents of a patch in a file or in the text itself. */
static void
add_patch(struct rendering *r, const struct node *target,
    const struct node *path, const struct node *text)
{
	const struct tree *tree = NULL;

	if (node_is(path, NODE_SCALAR))
		tree = open_file(r, path);
	else if (node_is(text, NODE_SCALAR))
		tree = embedded_tree(r->reading, r->source, text);
	if (tree && !path)
		know(r, tree);
	for (uint32_t i = 0; tree && i < tree->document_count; i++)
		apply(r, target, node_resolve(tree->documents[i]));
}

static void
add_patches(struct rendering *r, const struct node *root)
{
	static const char *const keys[] = { "patches", "patchesJson6902",
		NULL };
	const struct node *list = node_get(root, "patchesStrategicMerge");

	for (size_t i = 0; i < node_length(list) && i < KUSTOMIZE_LIST_LIMIT;
	     i++) {
		const struct node *one = node_at(list, i);
		bool file = is_file(one) && !strchr(node_text(one), '\n');

		add_patch(r, NULL, file ? one : NULL, file ? NULL : one);
	}
	for (size_t k = 0; keys[k]; k++) {
		list = node_get(root, keys[k]);
		for (size_t i = 0;
		     i < node_length(list) && i < KUSTOMIZE_LIST_LIMIT; i++) {
			const struct node *one = node_at(list, i);

			add_patch(r, node_get(one, "target"),
			    node_get(one, "path"), node_get(one, "patch"));
		}
	}
}

/* The length of an image's name without tag and digest. */
static size_t
name_length(const char *image)
{
	const char *slash = strrchr(image, '/');
	const char *end = slash ? slash : image;

	return (size_t)(end - image) + strcspn(end, ":@");
}

static bool
is_image(const char *image, const struct node *entry)
{
	const char *name = node_text(node_get(entry, "name"));
	size_t n = name_length(image);

	return *name && strlen(name) == n && strncmp(image, name, n) == 0;
}

/* The image as an entry makes it, standing where its tag does. */
static const struct node *
new_image(struct rendering *r, const struct node *image,
    const struct node *entry)
{
	const struct node *name = node_get(entry, "newName");
	const struct node *tag = node_get(entry, "newTag");
	const struct node *digest = node_get(entry, "digest");
	const struct node *place = digest ? digest : tag ? tag : name;
	const char *old = node_text(image);
	const char *text = name
			       ? node_text(name)
			       : arena_copy(r->w->arena, old, name_length(old));

	return place ? task_node(r->w->arena, place,
			   arena_printf(r->w->arena, "%s%s%s", text,
			       digest ? "@"
			       : tag  ? ":"
				      : "",
			       digest ? node_text(digest)
			       : tag  ? node_text(tag)
				      : old + name_length(old)))
		     : image;
}

static const struct node *
with_image(struct rendering *r, const struct node *container,
    const struct node *entry)
{
	const struct pair *pair = node_pair(container, "image");
	const struct node *image = pair ? node_resolve(pair->value) : NULL;

	if (!node_is(image, NODE_SCALAR) || !is_image(node_text(image), entry))
		return container;
	return kustomize_with(r->w->arena, container, pair->key,
	    new_image(r, image, entry));
}

/* The same of all containers below a node; the node itself where none has
 * the image. */
static const struct node *
with_images(struct rendering *r, const struct node *node,
    const struct node *entry, unsigned depth)
{
	const struct node *answer = node;
	bool list = node_is(node, NODE_SEQUENCE);
	const struct node **items;
	struct pairs it = pairs_of(node);
	bool changed = false;

	if (depth > NODE_DEPTH || node_length(node) > 512 ||
	    ++r->out->visits > VISITS_LIMIT)
		return node;
	items = list ? arena_array(r->w->arena, node_length(node) + 1,
			   sizeof(struct node *))
		     : NULL;
	for (size_t i = 0; list && i < node_length(node); i++) {
		items[i] = with_images(r, node_at(node, i), entry, depth + 1);
		changed = changed || items[i] != node_at(node, i);
	}
	if (changed)
		answer = kustomize_sequence(r->w->arena, node, items,
		    node_length(node));
	for (int i = 0; !list && i < 512 && pairs_next(&it); i++) {
		const struct node *value = node_resolve(it.pair->value);
		const struct node *made =
		    node_is(value, NODE_SCALAR)
			? value
			: with_images(r, value, entry, depth + 1);

		if (made != value)
			answer = kustomize_with(r->w->arena, answer,
			    it.pair->key, made);
	}
	return node_is(node, NODE_MAPPING) ? with_image(r, answer, entry)
					   : answer;
}

static void
set_images(struct rendering *r, const struct node *root)
{
	const struct node *list = node_get(root, "images");

	for (size_t i = 0; i < node_length(list) && i < KUSTOMIZE_LIST_LIMIT;
	     i++) {
		for (size_t k = r->from; k < r->out->count; k++) {
			const struct node *was = r->out->roots[k], *made;

			made = was ? with_images(r, was, node_at(list, i), 0)
				   : was;
			r->out->roots[k] = made;
			if (made != was && r->own)
				r->out->touched[k] = true;
			if (made != was && !r->depth)
				r->out->used[i] = true;
		}
	}
}

static void
add_maps(struct rendering *r, const struct node *root)
{
	const struct node *list = node_get(root, "configMapGenerator");
	struct rendered *out = r->out;

	for (size_t i = 0;
	     i < node_length(list) && out->map_count < KUSTOMIZE_LIST_LIMIT;
	     i++) {
		out->maps[out->map_count].entry = node_at(list, i);
		out->maps[out->map_count++].source = r->source;
	}
}

static void
render(struct rendering *r, const struct node *root)
{
	add_maps(r, root);
	add_resources(r, node_get(root, "resources"), false);
	add_resources(r, node_get(root, "bases"), false);
	add_resources(r, node_get(root, "components"), true);
	add_patches(r, root);
	set_images(r, root);
}

void
kustomize_render(struct reading *reading, struct workload *w,
    const struct tree *tree, const struct node *root, struct rendered *out)
{
	struct rendering r = { .reading = reading,
		.w = w,
		.out = out,
		.source = tree->source,
		.own = true };

	know(&r, tree);
	if (reading->root)
		render(&r, root);
}
