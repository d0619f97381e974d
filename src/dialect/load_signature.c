#include "dialect/load.h"

#include <string.h>

static bool
load_alternative(struct loading *l, const struct node *node,
    struct signature *signature)
{
	static const char *const parts[] = { "all", "any", "least", "none",
		"path", NULL };
	struct pairs it = pairs_of(node);

	signature->least = 1;
	if (!node_is(node, NODE_MAPPING))
		return load_refuse(l, node, "a signature is a mapping", "");
	while (pairs_next(&it)) {
		const struct node *value = node_resolve(it.pair->value);
		double least = 0;
		bool good = false;

		switch (load_word(l, it.pair->key, "unknown key", parts)) {
		case 0:
			good = load_texts(l, value, &signature->all);
			break;
		case 1:
			good = load_texts(l, value, &signature->any);
			break;
		case 2:
			good = load_number(l, value, 100, &least);
			signature->least = (unsigned)least;
			break;
		case 3:
			good = load_texts(l, value, &signature->none);
			break;
		case 4:
			good = load_texts(l, value, &signature->path);
			break;
		default:
			break;
		}
		if (!good)
			return false;
	}
	if (!signature->all && !signature->any && !signature->path)
		return load_refuse(l, node, "a signature that asks for nothing",
		    "");
	return true;
}

bool
load_signature(struct loading *l, const struct node *node)
{
	struct signature *list;
	size_t n = node_length(node);

	if (!node_is(node, NODE_SEQUENCE) || !n || n > SIGNATURES_LIMIT)
		return load_refuse(l, node,
		    "signature is a list of alternatives", "");
	list = arena_array(l->arena, n, sizeof(*list));
	for (size_t i = 0; i < n; i++) {
		if (!load_alternative(l, node_at(node, i), &list[i]))
			return false;
	}
	l->dialect->signatures = list;
	l->dialect->signature_count = n;
	return true;
}

/* What of a signature's key must stand in the file's bytes: its longest
 * part, or the value it asks for. */
static const char *
marker_of(struct loading *l, const char *key)
{
	const char *best = "", *end;
	size_t length = 0;

	end = key + strcspn(key, "=");
	while (key < end) {
		size_t n = strcspn(key, ".=");

		if (n > length && *key != '*') {
			best = key;
			length = n;
		}
		key += n + (key[n] == '.');
		if (*key == '=')
			break;
	}
	return arena_copy(l->arena, best, length);
}

static bool
add_marker(const char **list, size_t *n, const char *marker)
{
	if (!*marker)
		return false;
	for (size_t i = 0; i < *n; i++) {
		if (strcmp(list[i], marker) == 0)
			return true;
	}
	list[(*n)++] = marker;
	return true;
}

/* Every alternative gives the rarest of what it needs: its longest key, or
 * all of any.  One that gives nothing makes the dialect unmarked. */
void
load_markers(struct loading *l)
{
	struct dialect *d = l->dialect;
	size_t n = 0, room = 1;
	const char **list;

	for (size_t i = 0; i < d->signature_count; i++) {
		const char *const *any = d->signatures[i].any;

		for (room++; any && *any; any++)
			room++;
	}
	list = arena_array(l->arena, room, sizeof(*list));
	for (size_t i = 0; i < d->signature_count; i++) {
		const struct signature *s = &d->signatures[i];
		const char *best = "";

		for (size_t j = 0; s->all && s->all[j]; j++) {
			const char *marker = marker_of(l, s->all[j]);

			if (strlen(marker) > strlen(best))
				best = marker;
		}
		if (*best || !s->any || !s->least) {
			if (!add_marker(list, &n, best))
				return;
			continue;
		}
		for (size_t j = 0; s->any[j]; j++) {
			if (!add_marker(list, &n, marker_of(l, s->any[j])))
				return;
		}
	}
	if (n)
		d->markers = list;
}
