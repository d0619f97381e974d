/* Keys said twice, and keys that a framework does not know. */

#include "base/suggest.h"
#include "rule/host.h"

#include <stdlib.h>
#include <string.h>

struct search {
	struct arena *arena;
	struct duplicate *found;
	size_t count, room;
};

struct entry {
	const struct node *key, *value;
	uint32_t at;
};

static int
compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->key->text, y->key->text);

	if (order != 0)
		return order;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* The same word of the same style: what a loader makes of it is the same. */
static bool
is_same(const struct node *a, const struct node *b)
{
	return a != NULL && b != NULL && a->kind == NODE_SCALAR &&
	       b->kind == NODE_SCALAR && a->style == b->style &&
	       a->length == b->length &&
	       memcmp(a->text, b->text, a->length) == 0;
}

static void
add(struct search *search, const struct entry *entry,
    const struct entry *earlier)
{
	if (search->count == search->room) {
		size_t room = search->room == 0 ? 8 : 2 * search->room;

		search->found = arena_grow(search->arena, search->found,
		    search->room, room, sizeof(*search->found));
		search->room = room;
	}
	search->found[search->count++] = (struct duplicate){ .key = entry->key,
		.earlier = earlier->key,
		.agrees = is_same(entry->value, earlier->value) };
}

/* Equal keys lie side by side once sorted; << may be said often. */
static void
look_at_keys(struct search *search, const struct node *mapping)
{
	struct entry *entries;
	uint32_t i, n = 0;

	entries = arena_array(search->arena, mapping->count, sizeof(*entries));
	for (i = 0; i < mapping->count; i++) {
		const struct node *key = mapping->u.pairs[i].key;

		if (key->kind != NODE_SCALAR ||
		    strlen(key->text) != key->length ||
		    strcmp(key->text, "<<") == 0)
			continue;
		entries[n].key = key;
		entries[n].value = mapping->u.pairs[i].value;
		entries[n++].at = i;
	}
	qsort(entries, n, sizeof(*entries), compare);
	for (i = 1; i < n; i++)
		if (strcmp(entries[i - 1].key->text, entries[i].key->text) == 0)
			add(search, &entries[i], &entries[i - 1]);
}

static void
walk(struct search *search, const struct node *node, unsigned depth)
{
	uint32_t i;

	if (node == NULL || depth > TREE_DEPTH_LIMIT)
		return;
	if (node->kind == NODE_SEQUENCE)
		for (i = 0; i < node->count; i++)
			walk(search, node->u.items[i], depth + 1);
	if (node->kind != NODE_MAPPING)
		return;
	if (node->count > 1)
		look_at_keys(search, node);
	for (i = 0; i < node->count; i++)
		walk(search, node->u.pairs[i].value, depth + 1);
}

static int
by_place(const void *a, const void *b)
{
	const struct duplicate *x = a, *y = b;

	return x->key->span.start < y->key->span.start
		   ? -1
		   : x->key->span.start > y->key->span.start;
}

static void
find_duplicates(struct subject *subject)
{
	struct search search = { .arena = subject->arena };
	uint32_t i;

	for (i = 0; i < subject->tree->document_count; i++)
		walk(&search, subject->tree->documents[i], 0);
	if (search.count > 1)
		qsort(search.found, search.count, sizeof(*search.found),
		    by_place);
	subject->duplicates = search.found;
	subject->duplicate_count = search.count;
	subject->has_duplicates = true;
}

const struct gpulint_node *
gpulint_duplicate(struct gpulint_pass *pass, size_t i,
    const struct gpulint_node **earlier)
{
	struct subject *subject;

	if (pass == NULL)
		return NULL;
	subject = pass->subject;
	if (!subject->has_duplicates)
		find_duplicates(subject);
	if (i >= subject->duplicate_count)
		return NULL;
	if (earlier != NULL)
		*earlier = shown_node(subject->duplicates[i].earlier);
	return shown_node(subject->duplicates[i].key);
}

bool
gpulint_duplicate_agrees(struct gpulint_pass *pass, size_t i)
{
	return gpulint_duplicate(pass, i, NULL) != NULL &&
	       pass->subject->duplicates[i].agrees;
}

static const struct dialect *
dialect_at(const struct gpulint_pass *pass, size_t d)
{
	if (pass == NULL || pass->subject->documents == NULL ||
	    d >= pass->subject->tree->document_count)
		return NULL;
	return pass->subject->documents[d];
}

/* The first steps of the keys that a dialect knows, which lie sorted. */
static void
list_names(struct subject *subject, const struct dialect *dialect)
{
	struct unknown_walk *u = &subject->unknown;
	size_t i;

	if (u->dialect == dialect)
		return;
	u->dialect = dialect;
	u->names =
	    arena_array(subject->arena, dialect->key_count, sizeof(*u->names));
	u->name_count = 0;
	for (i = 0; i < dialect->key_count; i++) {
		const char *key = dialect->keys[i].key;
		const char *name =
		    arena_copy(subject->arena, key, strcspn(key, "."));

		if (u->name_count == 0 ||
		    strcmp(u->names[u->name_count - 1].text, name) != 0)
			suggest_word_init(&u->names[u->name_count++], name);
	}
}

static const char *
nearest_key(struct subject *subject, const struct dialect *dialect,
    const char *key)
{
	struct suggest near;
	size_t i;

	list_names(subject, dialect);
	suggest_init(&near, key);
	for (i = 0; i < subject->unknown.name_count; i++)
		suggest_offer_word(&near, &subject->unknown.names[i]);
	return near.best;
}

/* The pair to go on from, and how many unknown keys it is still away. */
static uint32_t
resume(struct unknown_walk *u, size_t document, size_t i, size_t *away)
{
	bool goes_on = u->next > 0 && u->document == document && i > u->i;

	*away = goes_on ? i - u->i - 1 : i;
	return goes_on ? u->next : 0;
}

const struct gpulint_node *
gpulint_unknown_key(struct gpulint_pass *pass, size_t d, size_t i,
    const char **nearest)
{
	const struct dialect *dialect = dialect_at(pass, d);
	const struct node *root, *key;
	struct unknown_walk *u;
	size_t away;
	uint32_t at;

	if (dialect == NULL || dialect->key_count == 0 ||
	    dialect->unknown_keys == UNKNOWN_KEYS_UNKNOWN)
		return NULL;
	root = pass->subject->tree->documents[d];
	if (root == NULL || root->kind != NODE_MAPPING)
		return NULL;
	u = &pass->subject->unknown;
	for (at = resume(u, d, i, &away); at < root->count; at++) {
		key = root->u.pairs[at].key;
		if (key->kind != NODE_SCALAR || strcmp(key->text, "<<") == 0 ||
		    dialect_has_top(dialect, key->text) || away-- > 0)
			continue;
		u->document = d;
		u->i = i;
		u->next = at + 1;
		if (nearest != NULL)
			*nearest =
			    nearest_key(pass->subject, dialect, key->text);
		return shown_node(key);
	}
	return NULL;
}

const char *
gpulint_unknown_keys(struct gpulint_pass *pass, size_t d)
{
	const struct dialect *dialect = dialect_at(pass, d);

	if (dialect == NULL || dialect->unknown_keys == UNKNOWN_KEYS_UNKNOWN)
		return "";
	switch (dialect->unknown_keys) {
	case UNKNOWN_KEYS_REFUSED:
		return "stops";
	case UNKNOWN_KEYS_SCRIPT:
		return "stops unless the script adds it";
	default:
		return "drops it";
	}
}
