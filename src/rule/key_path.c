/* Where a node stands in its document, in the words of dotted paths. */

#include "rule/pass.h"

struct step {
	const struct node *node, *parent;
};

/* The name or number under which a collection holds the node. */
static void
add_step(struct text *out, const struct node *parent, const struct node *node)
{
	uint32_t i;

	if (out->length > 0)
		text_add_char(out, '.');
	for (i = 0; i < parent->count; i++) {
		if (parent->kind == NODE_SEQUENCE) {
			if (parent->u.items[i] == node) {
				text_printf(out, "%u", (unsigned)i);
				return;
			}
		} else if (parent->kind == NODE_MAPPING &&
			   (parent->u.pairs[i].key == node ||
			       parent->u.pairs[i].value == node)) {
			text_add(out, node_text(parent->u.pairs[i].key));
			return;
		}
	}
	text_add_char(out, '?');
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
