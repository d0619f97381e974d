#include "dialect/load.h"

#include <string.h>

/* FACT or FACT=VALUE. */
static bool
load_what(struct loading *l, const struct node *node, struct writing *out)
{
	const char *text, *equals;

	if (!load_text(l, node, &text))
		return false;
	equals = strchr(text, '=');
	out->fact = text;
	if (equals) {
		out->fact = arena_copy(l->arena, text, (size_t)(equals - text));
		out->value = equals + 1;
	}
	return load_fact(l, node, out->fact);
}

bool
load_translations(struct loading *l, const struct node *node, const char *what,
    const struct translation **out)
{
	struct translation *list;
	struct pairs it = pairs_of(node);
	size_t n = 0;

	if (!node_is(node, NODE_MAPPING))
		return load_refuse(l, node, what, "");
	list = arena_array(l->arena, node_length(node) + 1, sizeof(*list));
	while (pairs_next(&it) && n < node_length(node)) {
		if (!load_text(l, it.pair->key, &list[n].written) ||
		    !load_text(l, it.pair->value, &list[n].meant))
			return false;
		n++;
	}
	*out = list;
	return true;
}

bool
load_writes(struct loading *l, const struct node *node)
{
	struct writing *list;
	struct pairs it = pairs_of(node);
	size_t n = 0;

	if (!node_is(node, NODE_MAPPING) || node_length(node) > KEYS_LIMIT)
		return load_refuse(l, node, "writes is a mapping", "");
	list = arena_array(l->arena, node_length(node) + 1, sizeof(*list));
	while (pairs_next(&it) && n < node_length(node)) {
		if (!load_what(l, it.pair->key, &list[n]) ||
		    !load_translations(l, node_resolve(it.pair->value),
			"keys and their texts belong here", &list[n].keys))
			return false;
		n++;
	}
	l->dialect->writings = list;
	l->dialect->writing_count = n;
	return true;
}
