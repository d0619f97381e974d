/* Where a node stands in its document, in the words of dotted paths. */

#include "rule/pass.h"

struct step {
	const struct node *node, *parent;
};

/* Where to look for the node: pairs and items lie in the order of the text,
 * unless a merge or an alias brought them. */
static uint32_t
guess(const struct node *parent, const struct node *node)
{
	uint32_t low = 0, high = parent->count;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		const struct node *at = parent->kind == NODE_SEQUENCE
					    ? parent->u.items[middle]
					    : parent->u.pairs[middle].key;

		if (at->span.start <= node->span.start)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static bool
holds(const struct node *parent, uint32_t i, const struct node *node)
{
	if (i >= parent->count)
		return false;
	if (parent->kind == NODE_SEQUENCE)
		return parent->u.items[i] == node;
	return parent->u.pairs[i].key == node ||
	       parent->u.pairs[i].value == node;
}

/* The name or number under which a collection holds the node. */
static void
add_step(struct text *out, const struct node *parent, const struct node *node)
{
	uint32_t i;

	if (out->length > 0)
		text_add_char(out, '.');
	if (parent->kind != NODE_SEQUENCE && parent->kind != NODE_MAPPING) {
		text_add_char(out, '?');
		return;
	}
	i = guess(parent, node);
	if (!holds(parent, i, node))
		for (i = 0; i < parent->count && !holds(parent, i, node); i++)
			continue;
	if (i == parent->count)
		text_add_char(out, '?');
	else if (parent->kind == NODE_SEQUENCE)
		text_printf(out, "%u", (unsigned)i);
	else
		text_add(out, node_text(parent->u.pairs[i].key));
}

const char *
key_path_of(const struct node *node, struct arena *arena)
{
	struct step steps[TREE_DEPTH_LIMIT];
	struct text path;
	const char *copy;
	size_t depth = 0;

	for (; node != NULL && node->parent != NULL && depth < TREE_DEPTH_LIMIT;
	     node = node->parent) {
		steps[depth].node = node;
		steps[depth++].parent = node->parent;
	}
	text_init(&path);
	while (depth-- > 0)
		add_step(&path, steps[depth].parent, steps[depth].node);
	copy = arena_string(arena, text_string(&path));
	text_release(&path);
	return copy;
}
