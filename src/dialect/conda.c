/* conda: environment files, their versions as env.* facts. */

#include "dialect/codes.h"
#include "dialect/map.h"

#include <string.h>

static bool
is_key(const char *key)
{
	static const char *const keys[] = { "name", "channels", "dependencies",
		"prefix", "variables", "platforms", "category", NULL };

	for (size_t i = 0; keys[i]; i++) {
		if (strcmp(keys[i], key) == 0)
			return true;
	}
	return false;
}

static bool
recognise(const struct node *root, const char *path)
{
	struct pairs it = pairs_of(root);

	(void)path;
	while (pairs_next(&it)) {
		if (!is_key(node_text(it.pair->key)))
			return false;
	}
	return node_is(node_get(root, "dependencies"), NODE_SEQUENCE);
}

const struct dialect_code code_conda = {
	.name = "conda",
	.recognise = recognise,
};
