#include "link/layers_parts.h"

#include <string.h>

/* NeMo-RL's rules, read at NVIDIA-NeMo/RL 017238e nemo_rl/utils/config.py. */

const struct node *
layers_body(const struct workload *w)
{
	return w->merged ? w->merged : w->root;
}

static const struct node *
root_of(const struct node *node)
{
	while (node && node->parent)
		node = node->parent;
	return node;
}

static const struct layer *
layer_of(const struct workload *w, const struct node *root)
{
	const struct layer *layer = w->layers;

	while (layer && layer->root != root)
		layer = layer->next;
	return layer;
}

struct source *
layers_source(const struct workload *w, const struct node *node)
{
	const struct layer *layer =
	    w->layers ? layer_of(w, root_of(node)) : NULL;

	return layer ? layer->source : w->source;
}

const char *
layers_mount(const struct workload *w, const struct node *root)
{
	const struct layer *layer = layer_of(w, root);

	return layer ? layer->mount : "";
}

void
layers_add(struct workload *w, const struct tree *tree, const char *mount)
{
	struct layer *layer = arena_alloc(w->arena, sizeof(*layer));

	layer->root = node_resolve(tree->documents[0]);
	layer->source = tree->source;
	layer->mount = mount;
	layer->next = w->layers;
	w->layers = layer;
}

static bool
replaces_all(const struct node *mapping)
{
	return strcmp(node_text(node_get(mapping, "_override_")), "true") == 0;
}

static uint32_t
pairs_count(const struct node *mapping)
{
	struct pairs it = pairs_of(mapping);
	uint32_t n = 0;

	while (pairs_next(&it))
		n++;
	return n;
}

/* What the base has, where top has the same key laid over it. */
static uint32_t
add_base(struct composing *c, struct pair *merged, const struct node *top,
    const struct node *base, unsigned depth)
{
	struct pairs it = pairs_of(base);
	uint32_t n = 0;

	while (pairs_next(&it)) {
		const struct pair *over;

		if (!node_is(it.pair->key, NODE_SCALAR))
			continue;
		over = node_pair(top, node_text(it.pair->key));
		merged[n] = over ? *over : *it.pair;
		if (over)
			merged[n].value = layers_lay(c, over->value,
			    it.pair->value, depth + 1);
		n++;
	}
	return n;
}

/* What top alone has. */
static uint32_t
add_top(struct pair *merged, uint32_t n, const struct node *top,
    const struct node *base)
{
	struct pairs it = pairs_of(top);

	while (pairs_next(&it)) {
		if (node_is(it.pair->key, NODE_SCALAR) &&
		    !node_pair(base, node_text(it.pair->key)))
			merged[n++] = *it.pair;
	}
	return n;
}

const struct node *
layers_lay(struct composing *c, const struct node *top, const struct node *base,
    unsigned depth)
{
	struct pair *merged;
	uint32_t n;

	if (!node_is(base, NODE_MAPPING) || !node_is(top, NODE_MAPPING) ||
	    depth > LAYERS_DEPTH_LIMIT ||
	    (c->paths && depth == 1 && replaces_all(top)))
		return top;
	merged = arena_array(c->arena,
	    (size_t)pairs_count(base) + pairs_count(top) + 1, sizeof(*merged));
	n = add_base(c, merged, top, base, depth);
	n = add_top(merged, n, top, base);
	return node_of_pairs(c->arena, merged, n, node_resolve(top)->span);
}

static const struct node *
scalar_like(struct arena *arena, const struct node *like, const char *text)
{
	struct node *node = arena_alloc(arena, sizeof(*node));

	node->kind = NODE_SCALAR;
	node->style = STYLE_PLAIN;
	node->span = like->span;
	node->text = text;
	node->length = (uint32_t)strlen(text);
	return node;
}

/* {a: {b: value}} for a package a.b */
const struct node *
layers_mounted(struct arena *arena, const char *package,
    const struct node *value)
{
	while (*package) {
		const char *dot = strrchr(package, '.');
		const char *name = dot ? dot + 1 : package;
		struct pair only = { .value = value };

		only.key = scalar_like(arena, value, arena_string(arena, name));
		value = node_of_pairs(arena, &only, 1, value->span);
		package =
		    dot ? arena_copy(arena, package, (size_t)(dot - package))
			: "";
	}
	return value;
}

/* Whole files below this one: a path, or a list whose last one wins. */
static const struct node *
stack(struct composing *c, const struct tree *tree, const struct node *root,
    unsigned depth)
{
	const struct node *list = node_get(root, "defaults"), *below = NULL;
	size_t n = node_is(list, NODE_SEQUENCE) ? node_length(list) : 1;

	for (size_t i = 0; list && i < n && i < LAYERS_ITEMS_LIMIT; i++) {
		const struct node *one =
		    node_is(list, NODE_SEQUENCE) ? node_at(list, i) : list;
		struct origin place = origin_written(tree->source, NULL, one);
		const struct tree *next;
		const struct node *whole;

		if (!node_is(one, NODE_SCALAR) || depth > LAYERS_DEPTH_LIMIT)
			continue;
		next = reading_link(c->reading, tree->source, node_text(one),
		    &place);
		if (!next || !next->document_count)
			continue;
		layers_add(c->w, next, "");
		whole =
		    stack(c, next, node_resolve(next->documents[0]), depth + 1);
		below = below ? layers_lay(c, whole, below, 0) : whole;
	}
	return below ? layers_lay(c, root, below, 0) : root;
}

static bool
are_paths(const struct dialect *dialect, const struct node *defaults)
{
	const char *first = node_text(
	    node_is(defaults, NODE_SEQUENCE) ? node_at(defaults, 0) : defaults);

	return strcmp(dialect->name, "nemo_rl") == 0 ||
	       strncmp(first, "../", 3) == 0 || strncmp(first, "./", 2) == 0;
}

void
layers_compose(struct reading *reading, struct workload *w,
    const struct dialect *dialect)
{
	const struct node *defaults = node_get(w->root, "defaults"), *merged;
	struct composing *c;

	w->interpolates = dialect->loader == LOADER_OMEGACONF;
	if (!w->interpolates || !defaults || !w->tree || !reading->root)
		return;
	c = arena_alloc(reading->arena, sizeof(*c));
	c->reading = reading;
	c->w = w;
	c->arena = reading->arena;
	c->paths = are_paths(dialect, defaults);
	merged = c->paths ? stack(c, w->tree, w->root, 0) : layers_hydra(c);
	if (w->layers)
		w->merged = merged;
}

void
layers_under(struct workload *w, const struct tree *tree)
{
	struct composing *c = arena_alloc(w->arena, sizeof(*c));

	c->w = w;
	c->arena = w->arena;
	layers_add(w, tree, "");
	w->merged =
	    layers_lay(c, layers_body(w), node_resolve(tree->documents[0]), 0);
}

void
layers_over(struct workload *w, const struct node *top)
{
	struct composing *c = arena_alloc(w->arena, sizeof(*c));

	c->w = w;
	c->arena = w->arena;
	if (node_is(top, NODE_MAPPING))
		w->merged = layers_lay(c, node_resolve(top), layers_body(w), 0);
}

/* The document itself is a layer too: the root is then of nobody's making. */
void
layers_arguments(struct workload *w, const struct node *arguments,
    struct source *source)
{
	struct layer *own = arena_alloc(w->arena, sizeof(*own));
	struct layer *over = arena_alloc(w->arena, sizeof(*over));

	own->root = root_of(w->root);
	own->source = w->source;
	own->mount = "";
	own->next = w->layers;
	over->root = root_of(arguments->u.pairs[0].key);
	over->source = source;
	over->mount = "";
	over->next = own;
	w->layers = over;
	layers_over(w, arguments);
}

void
layers_put(struct workload *w, const struct tree *tree)
{
	struct composing *c = arena_alloc(w->arena, sizeof(*c));
	const struct node *top = node_resolve(tree->documents[0]);

	c->w = w;
	c->arena = w->arena;
	layers_add(w, tree, "");
	w->merged = layers_lay(c, top, layers_body(w), 0);
}
