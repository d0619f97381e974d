#include "deploy/kustomize_merge.h"

#include "base/number.h"

#include <string.h>

enum { DEPTH_LIMIT = 32, TOKENS_LIMIT = 24, ITEMS_LIMIT = 512 };

const struct node *
kustomize_sequence(struct arena *arena, const struct node *like,
    const struct node **items, size_t count)
{
	struct node *node = arena_alloc(arena, sizeof(*node));

	node->kind = NODE_SEQUENCE;
	node->style = STYLE_BLOCK;
	node->span = like->span;
	node->count = (uint32_t)count;
	node->u.items = items;
	return node;
}

/* The key that tells the items of a list apart, or NULL: it is replaced. */
static const char *
merge_key(const char *list)
{
	static const char *const named[] = { "containers", "initContainers",
		"ephemeralContainers", "env", "volumes", "imagePullSecrets",
		NULL };

	for (size_t i = 0; named[i]; i++) {
		if (strcmp(list, named[i]) == 0)
			return "name";
	}
	if (strcmp(list, "volumeMounts") == 0)
		return "mountPath";
	return strcmp(list, "ports") == 0 ? "containerPort" : NULL;
}

static bool
is_deletion(const struct node *patch)
{
	return (node_is(patch, NODE_SCALAR) &&
		   node_resolve(patch)->style == STYLE_PLAIN &&
		   (!*node_text(patch) ||
		       strcmp(node_text(patch), "null") == 0 ||
		       strcmp(node_text(patch), "~") == 0)) ||
	       strcmp(node_text(node_get(patch, "$patch")), "delete") == 0;
}

static const struct node *merge(struct arena *arena, const char *name,
    const struct node *base, const struct node *patch, unsigned depth);

static const struct node *
item_of(const struct node *list, const char *key, const char *name)
{
	for (size_t i = 0; i < node_length(list) && i < ITEMS_LIMIT; i++) {
		if (strcmp(node_text(node_get(node_at(list, i), key)), name) ==
		    0)
			return node_at(list, i);
	}
	return NULL;
}

static const struct node *
merge_lists(struct arena *arena, const char *key, const struct node *base,
    const struct node *patch, unsigned depth)
{
	const struct node **items = arena_array(arena,
	    node_length(base) + node_length(patch) + 1, sizeof(struct node *));
	size_t n = 0;

	for (size_t i = 0; i < node_length(base); i++) {
		const struct node *one = node_at(base, i);
		const struct node *over =
		    item_of(patch, key, node_text(node_get(one, key)));

		items[n] = over ? merge(arena, "", one, over, depth) : one;
		n += items[n] != NULL;
	}
	for (size_t i = 0; i < node_length(patch); i++) {
		const struct node *one = node_at(patch, i);

		if (!item_of(base, key, node_text(node_get(one, key))) &&
		    !is_deletion(one))
			items[n++] = one;
	}
	return kustomize_sequence(arena, patch, items, n);
}

static const struct node *
merge_mappings(struct arena *arena, const struct node *base,
    const struct node *patch, unsigned depth)
{
	struct pair *pairs = arena_array(arena,
	    node_length(base) + node_length(patch) + 1, sizeof(*pairs));
	struct pairs it = pairs_of(base);
	uint32_t n = 0,
		 room = (uint32_t)(node_length(base) + node_length(patch));

	while (n < room && pairs_next(&it)) {
		const struct pair *over =
		    node_pair(patch, node_text(it.pair->key));

		pairs[n] = over ? *over : *it.pair;
		if (over)
			pairs[n].value = merge(arena, node_text(it.pair->key),
			    node_resolve(it.pair->value),
			    node_resolve(over->value), depth);
		n += pairs[n].value != NULL;
	}
	it = pairs_of(patch);
	while (n < room && pairs_next(&it)) {
		if (!node_pair(base, node_text(it.pair->key)) &&
		    !is_deletion(it.pair->value) &&
		    strcmp(node_text(it.pair->key), "$patch") != 0)
			pairs[n++] = *it.pair;
	}
	return node_of_pairs(arena, pairs, n, patch->span);
}

static const struct node *
merge(struct arena *arena, const char *name, const struct node *base,
    const struct node *patch, unsigned depth)
{
	const char *key = merge_key(name);

	if (is_deletion(patch))
		return NULL;
	if (depth > DEPTH_LIMIT ||
	    strcmp(node_text(node_get(patch, "$patch")), "replace") == 0)
		return patch;
	if (node_is(base, NODE_MAPPING) && node_is(patch, NODE_MAPPING))
		return merge_mappings(arena, base, patch, depth + 1);
	if (key && node_is(base, NODE_SEQUENCE) &&
	    node_is(patch, NODE_SEQUENCE))
		return merge_lists(arena, key, base, patch, depth + 1);
	return patch;
}

const struct node *
kustomize_merge(struct arena *arena, const struct node *base,
    const struct node *patch)
{
	return merge(arena, "", base, patch, 0);
}

const struct node *
kustomize_with(struct arena *arena, const struct node *mapping,
    const struct node *key, const struct node *value)
{
	struct pair *pairs =
	    arena_array(arena, node_length(mapping) + 1, sizeof(*pairs));
	struct pairs it = pairs_of(mapping);
	uint32_t n = 0;
	bool found = false;

	while (n < node_length(mapping) && pairs_next(&it)) {
		bool same =
		    strcmp(node_text(it.pair->key), node_text(key)) == 0;

		found = found || same;
		pairs[n] = *it.pair;
		if (same)
			pairs[n].value = value;
		n += pairs[n].value != NULL;
	}
	if (!found && value) {
		pairs[n].key = key;
		pairs[n++].value = value;
	}
	return node_of_pairs(arena, pairs, n, mapping->span);
}

/* One operation: the value that comes to the place, NULL to take it away. */
struct operation {
	struct arena *arena;
	const struct node *place; /* of the path, for new keys */
	const char *tokens[TOKENS_LIMIT];
	size_t count;
	const struct node *value;
	bool inserts; /* into a list, before what is there */
};

/* "/a/b~1c" in parts. */
static bool
split(struct operation *op, const char *path)
{
	while (*path == '/' && op->count < TOKENS_LIMIT) {
		size_t n = strcspn(path + 1, "/"), k = 0;
		char *token = arena_copy(op->arena, path + 1, n);

		for (size_t i = 0; i < n; i++) {
			bool escaped = token[i] == '~' && i + 1 < n;

			token[k++] = escaped ? token[i + 1] == '1' ? '/' : '~'
					     : token[i];
			i += escaped;
		}
		token[k] = '\0';
		op->tokens[op->count++] = token;
		path += n + 1;
	}
	return op->count > 0 && !*path;
}

static const struct node *apply(const struct operation *op,
    const struct node *node, size_t at);

static const struct node *
apply_to_list(const struct operation *op, const struct node *list, size_t at)
{
	const char *token = op->tokens[at];
	size_t length = node_length(list), n = 0, index = length;
	bool last = at + 1 == op->count;
	const struct node **items =
	    arena_array(op->arena, length + 1, sizeof(struct node *));
	double number;

	if (number_parse(token, strlen(token), &number) && number >= 0 &&
	    number < (double)length)
		index = (size_t)number;
	else if (strcmp(token, "-") != 0 || !last)
		return list;
	for (size_t i = 0; i < length; i++) {
		const struct node *one = node_at(list, i);

		if (i == index && !last)
			one = apply(op, one, at + 1);
		else if (i == index && op->value && op->inserts)
			items[n++] = op->value;
		else if (i == index)
			one = op->value;
		items[n] = one;
		n += one != NULL && n < length + 1;
	}
	if (index == length && op->value)
		items[n++] = op->value;
	return kustomize_sequence(op->arena, list, items, n);
}

static const struct node *
apply(const struct operation *op, const struct node *node, size_t at)
{
	const struct pair *pair;
	struct node *key;

	if (node_is(node, NODE_SEQUENCE))
		return apply_to_list(op, node, at);
	if (!node_is(node, NODE_MAPPING))
		return node;
	pair = node_pair(node, op->tokens[at]);
	if (at + 1 < op->count)
		return pair ? kustomize_with(op->arena, node, pair->key,
				  apply(op, node_resolve(pair->value), at + 1))
			    : node;
	key = arena_alloc(op->arena, sizeof(*key));
	*key = *op->place;
	key->text = op->tokens[at];
	key->length = (uint32_t)strlen(key->text);
	return kustomize_with(op->arena, node, key, op->value);
}

const struct node *
kustomize_json(struct arena *arena, const struct node *base,
    const struct node *operations)
{
	for (size_t i = 0; i < node_length(operations) && i < ITEMS_LIMIT;
	     i++) {
		const struct node *one = node_at(operations, i);
		const struct node *path = node_get(one, "path");
		const char *name = node_text(node_get(one, "op"));
		struct operation op = { .arena = arena, .place = path };

		op.inserts = strcmp(name, "add") == 0;
		if (op.inserts || strcmp(name, "replace") == 0)
			op.value = node_get(one, "value");
		else if (strcmp(name, "remove") != 0)
			continue;
		if (node_is(path, NODE_SCALAR) && split(&op, node_text(path)) &&
		    (op.value || !op.inserts))
			base = apply(&op, base, 0);
	}
	return base;
}
