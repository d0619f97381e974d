#include "read/build.h"
#include "read/tree.h"

#include <stdlib.h>
#include <string.h>

/*
 * A mapping of more than a few pairs is followed, behind its pairs, by their
 * numbers in the order of their keys: what is asked once a key must not walk
 * all keys.  Keys that are no scalars come last.
 */
enum {
	SMALL = 8,
	VISIT_LIMIT = 4096 /* merge keys and their items, repeated ones too */
};

struct place {
	const char *text; /* NULL: no scalar */
	uint32_t length, at;
};

struct pair *
pairs_new(struct arena *arena, uint32_t count)
{
	size_t size = sizeof(struct pair);

	if (count > SMALL)
		size += sizeof(uint32_t);
	return arena_array(arena, count, size);
}

static uint32_t *
order_of(const struct node *mapping)
{
	return (uint32_t *)(void *)(mapping->u.pairs + mapping->count);
}

static struct place
place_of(const struct node *mapping, uint32_t at)
{
	const struct node *key = node_resolve(mapping->u.pairs[at].key);
	struct place place = { NULL, 0, at };

	if (key != NULL && key->kind == NODE_SCALAR) {
		place.text = key->text;
		place.length = key->length;
	}
	return place;
}

static int
compare_text(const struct place *a, const struct place *b)
{
	if (a->text == NULL || b->text == NULL)
		return (a->text == NULL) - (b->text == NULL);
	if (a->length != b->length)
		return a->length < b->length ? -1 : 1;
	return memcmp(a->text, b->text, a->length);
}

static int
compare_place(const void *one, const void *other)
{
	const struct place *a = one, *b = other;
	int order = compare_text(a, b);

	if (order != 0)
		return order;
	return (a->at > b->at) - (a->at < b->at);
}

static void
write_order(struct arena *scratch, struct node *mapping)
{
	uint32_t count = mapping->count, *order;
	struct place *places;

	if (count <= SMALL)
		return;
	order = order_of(mapping);
	places = arena_array(scratch, count, sizeof(*places));
	for (uint32_t i = 0; i < count; i++)
		places[i] = place_of(mapping, i);
	qsort(places, count, sizeof(*places), compare_place);
	for (uint32_t i = 0; i < count; i++)
		order[i] = places[i].at;
}

void
pairs_index(struct build *build, struct node *mapping)
{
	write_order(&build->scratch, mapping);
}

const struct node *
node_of_pairs(struct arena *arena, const struct pair *pairs, uint32_t count,
    struct span span)
{
	struct node *node = arena_alloc(arena, sizeof(*node));
	struct arena scratch;

	node->kind = NODE_MAPPING;
	node->style = STYLE_BLOCK;
	node->span = span;
	node->count = count;
	node->u.pairs = pairs_new(arena, count ? count : 1);
	if (count)
		memcpy(node->u.pairs, pairs, count * sizeof(*pairs));
	arena_init(&scratch);
	write_order(&scratch, node);
	arena_release(&scratch);
	return node;
}

/* The last pair before number `end` whose key reads like this. */
static const struct pair *
find_before(const struct node *mapping, const struct place *key, uint32_t end)
{
	uint32_t low = 0, high = mapping->count, *order;
	struct place place;

	if (mapping->count <= SMALL) {
		for (uint32_t i = end; i-- > 0;) {
			place = place_of(mapping, i);
			if (compare_text(&place, key) == 0)
				return &mapping->u.pairs[i];
		}
		return NULL;
	}
	order = order_of(mapping);
	while (low < high) { /* low: the first not before (key, end) */
		uint32_t middle = low + (high - low) / 2;
		int less;

		place = place_of(mapping, order[middle]);
		less = compare_text(&place, key);
		if (less < 0 || (less == 0 && place.at < end))
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return NULL;
	place = place_of(mapping, order[low - 1]);
	return compare_text(&place, key) == 0 ? &mapping->u.pairs[place.at]
					      : NULL;
}

static const struct place merge = { "<<", 2, 0 };

bool
node_is_merge(const struct node *key)
{
	return key != NULL && key->kind == NODE_SCALAR &&
	       key->style == STYLE_PLAIN && key->length == 2 &&
	       memcmp(key->text, "<<", 2) == 0 &&
	       (key->tag == NULL ||
		   strcmp(key->tag, "tag:yaml.org,2002:merge") == 0);
}

const struct pair *
node_duplicate(const struct node *mapping, size_t i)
{
	struct place key;

	mapping = node_resolve(mapping);
	if (!node_is(mapping, NODE_MAPPING) || i >= mapping->count)
		return NULL;
	key = place_of(mapping, (uint32_t)i);
	if (key.text == NULL || node_is_merge(mapping->u.pairs[i].key))
		return NULL;
	return find_before(mapping, &key, (uint32_t)i);
}

static void add_source(struct pairs *it, const struct node *mapping, int depth);

static bool
has_budget(const struct pairs *it)
{
	return it->count < PAIRS_SOURCE_LIMIT && it->visits < VISIT_LIMIT;
}

static void
add_merged(struct pairs *it, const struct node *value, int depth)
{
	value = node_resolve(value);
	if (value == NULL)
		return;
	if (value->kind == NODE_MAPPING)
		add_source(it, value, depth + 1);
	if (value->kind != NODE_SEQUENCE)
		return;
	for (uint32_t i = 0; i < value->count && has_budget(it); i++) {
		const struct node *item = node_resolve(value->u.items[i]);

		it->visits++;

		if (item != NULL && item->kind == NODE_MAPPING)
			add_source(it, item, depth + 1);
	}
}

/* The mapping, then what it merges: of several << the last is strongest, of
 * a list the first, as PyYAML has it. */
static void
add_source(struct pairs *it, const struct node *mapping, int depth)
{
	const struct pair *pair;
	uint32_t end = mapping->count;

	for (uint32_t i = 0; i < it->count; i++) {
		if (it->sources[i] == mapping)
			return;
	}
	if (it->count == PAIRS_SOURCE_LIMIT || depth == PAIRS_SOURCE_LIMIT)
		return;
	it->sources[it->count++] = mapping;
	while (has_budget(it) &&
	       (pair = find_before(mapping, &merge, end)) != NULL) {
		end = (uint32_t)(pair - mapping->u.pairs);
		it->visits++;
		if (node_is_merge(pair->key))
			add_merged(it, pair->value, depth);
	}
}

struct pairs
pairs_of(const struct node *mapping)
{
	struct pairs it;

	memset(&it, 0, sizeof(it));
	mapping = node_resolve(mapping);
	if (mapping != NULL && mapping->kind == NODE_MAPPING)
		add_source(&it, mapping, 0);
	return it;
}

/* Whether no stronger source, and no later pair of this one, has the key. */
static bool
is_seen(const struct pairs *it, const struct node *mapping, uint32_t at)
{
	struct place key = place_of(mapping, at);

	if (node_is_merge(mapping->u.pairs[at].key))
		return false;
	if (key.text == NULL)
		return true;
	for (uint32_t i = 0; i < it->source; i++) {
		const struct node *source = it->sources[i];

		if (find_before(source, &key, source->count) != NULL)
			return false;
	}
	return find_before(mapping, &key, mapping->count) ==
	       &mapping->u.pairs[at];
}

bool
pairs_next(struct pairs *it)
{
	while (it->source < it->count) {
		const struct node *mapping = it->sources[it->source];

		if (it->at == mapping->count) {
			it->source++;
			it->at = 0;
			continue;
		}
		if (is_seen(it, mapping, it->at++)) {
			it->pair = &mapping->u.pairs[it->at - 1];
			return true;
		}
	}
	it->pair = NULL;
	return false;
}

const struct pair *
node_pair(const struct node *mapping, const char *key)
{
	struct place place = { key, (uint32_t)strlen(key), 0 };
	const struct pair *pair;
	struct pairs it;

	mapping = node_resolve(mapping);
	if (mapping == NULL || mapping->kind != NODE_MAPPING)
		return NULL;
	pair = find_before(mapping, &place, mapping->count);
	/* most mappings merge nothing, and most keys asked for are nowhere */
	if (pair != NULL ||
	    find_before(mapping, &merge, mapping->count) == NULL)
		return pair;
	it = pairs_of(mapping);
	for (uint32_t i = 1; i < it.count && pair == NULL; i++)
		pair = find_before(it.sources[i], &place, it.sources[i]->count);
	return pair;
}
