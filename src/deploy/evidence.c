#include "deploy/evidence.h"

#include <string.h>

enum { NODES_LIMIT = 100000, TEXT_LIMIT = 65536 };

static bool
is_key(const struct node *node)
{
	const struct node *parent = node->parent;

	/* pairs are few and the first that hold it settle the question */
	for (uint32_t i = 0; parent && parent->kind == NODE_MAPPING &&
			     i < parent->count && i < 4096;
	     i++) {
		if (parent->u.pairs[i].key == node)
			return true;
		if (parent->u.pairs[i].value == node)
			return false;
	}
	return false;
}

static bool
has_word(const struct node *node, const char *const *words)
{
	if (node->length > TEXT_LIMIT)
		return false;
	for (; *words; words++) {
		if (strcasestr(node->text, *words))
			return true;
	}
	return false;
}

bool
evidence_in(const struct node *node, const char *const *words, int where)
{
	struct nodes it = nodes_of(node_resolve(node));
	int both = EVIDENCE_VALUES | EVIDENCE_KEYS;

	for (int i = 0; i < NODES_LIMIT && nodes_next(&it); i++) {
		int side;

		if (it.node->kind != NODE_SCALAR || !has_word(it.node, words))
			continue;
		if (where == both)
			return true;
		side = is_key(it.node) ? EVIDENCE_KEYS : EVIDENCE_VALUES;
		if (side & where)
			return true;
	}
	return false;
}
