/* skypilot: tasks; what tells them from other files with resources. */

#include "dialect/codes.h"
#include "dialect/map.h"

static bool
is_text_or_absent(const struct node *node)
{
	return !node || node_is(node, NODE_SCALAR);
}

static bool
recognise(const struct node *root, const char *path)
{
	const struct node *resources = node_get(root, "resources");

	(void)path;
	return is_text_or_absent(node_get(root, "run")) &&
	       is_text_or_absent(node_get(root, "setup")) &&
	       (!resources || node_is(resources, NODE_MAPPING));
}

const struct dialect_code code_skypilot = {
	.name = "skypilot",
	.recognise = recognise,
};
