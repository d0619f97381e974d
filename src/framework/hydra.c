/* hydra: a defaults list is what makes a file one of hydra's. */

#include "dialect/codes.h"

#include <string.h>

enum { ITEMS_LIMIT = 256 };

/* "_self_", "group: name", "override /group: name", "optional group: null",
 * "group: [a, b]" */
static bool
is_item(const struct node *item)
{
	const struct node *value;

	if (node_is(item, NODE_SCALAR))
		return *node_text(item) != '\0';
	if (!node_is(item, NODE_MAPPING) || item->count != 1)
		return false;
	value = node_resolve(item->u.pairs[0].value);
	return value && value->kind != NODE_MAPPING;
}

static bool
recognise(const struct node *root, const char *path)
{
	const struct node *list = node_get(root, "defaults");
	size_t n = node_length(list);

	(void)path;
	if (!node_is(list, NODE_SEQUENCE) || n == 0 || n > ITEMS_LIMIT)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!is_item(node_at(list, i)))
			return false;
	}
	return true;
}

const struct dialect_code code_hydra = {
	.name = "hydra",
	.recognise = recognise,
};
