#include "dialect/load.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static struct key_map *
add_key(struct loading *l, const char *name)
{
	struct key_map *key;

	if (l->count == l->room) {
		size_t room = l->room ? 2 * l->room : 64;

		l->keys = arena_grow(l->arena, l->keys, l->count, room,
		    sizeof(*l->keys));
		l->room = room;
	}
	key = &l->keys[l->count++];
	key->key = name;
	return key;
}

/* One line a written value: "true: quant.method=bnb-nf4,quant.bits=4". */
static bool
load_sets(struct loading *l, const struct node *node, const char **out)
{
	struct pairs it = pairs_of(node);
	struct text text;
	bool good = true;

	if (!node_is(node, NODE_MAPPING))
		return load_refuse(l, node, "sets is a mapping", "");
	text_init(&text);
	while (good && pairs_next(&it)) {
		struct pairs facts = pairs_of(it.pair->value);
		const char *comma = "";

		if (!node_is(it.pair->value, NODE_MAPPING)) {
			good = load_refuse(l, it.pair->value,
			    "facts and their values belong here", "");
			break;
		}
		text_printf(&text, "%s:", node_text(it.pair->key));
		while (good && pairs_next(&facts)) {
			const char *fact = node_text(facts.pair->key);

			good = load_fact(l, facts.pair->key, fact);
			text_printf(&text, "%s%s=%s", comma, fact,
			    node_text(facts.pair->value));
			comma = ",";
		}
		text_add(&text, "\n");
	}
	*out = arena_string(l->arena, text_string(&text));
	text_release(&text);
	return good;
}

static bool
load_key_part(struct loading *l, struct key_map *key, const struct pair *pair)
{
	static const char *const parts[] = { "fact", "values", "otherwise",
		"default", "sets", "link", "renamed", "note", NULL };
	const struct node *value = node_resolve(pair->value);

	switch (load_word(l, pair->key, "unknown key", parts)) {
	case 0:
		return load_text(l, value, &key->fact) &&
		       load_fact(l, value, key->fact);
	case 1:
		return load_translations(l, value, "values are a mapping",
		    &key->values);
	case 2:
		return load_text(l, value, &key->otherwise);
	case 3:
		return load_text(l, value, &key->fallback);
	case 4:
		return load_sets(l, value, &key->sets);
	case 5:
		return load_text(l, value, &key->link);
	case 6:
		return load_text(l, value, &key->renamed);
	case 7:
		return load_text(l, value, &key->note);
	default:
		return false;
	}
}

static bool
load_key(struct loading *l, const struct pair *pair)
{
	const struct node *value = node_resolve(pair->value);
	struct key_map *key;
	const char *name;

	if (!load_text(l, pair->key, &name))
		return false;
	key = add_key(l, name);
	if (node_is(value, NODE_SCALAR))
		return load_text(l, value, &key->fact) &&
		       load_fact(l, value, key->fact);
	if (!node_is(value, NODE_MAPPING))
		return load_refuse(l, value, "a fact or a mapping belongs here",
		    "");
	for (struct pairs it = pairs_of(value); pairs_next(&it);) {
		if (!load_key_part(l, key, it.pair))
			return false;
	}
	if (key->fallback && !key->fact)
		return load_refuse(l, value, "a default without a fact for key",
		    name);
	return true;
}

bool
load_keys(struct loading *l, const struct node *node)
{
	struct pairs it = pairs_of(node);

	if (!node_is(node, NODE_MAPPING) || node_length(node) > KEYS_LIMIT)
		return load_refuse(l, node, "keys is a mapping", "");
	while (pairs_next(&it)) {
		if (!load_key(l, it.pair))
			return false;
	}
	return true;
}

bool
load_known(struct loading *l, const struct node *node)
{
	const char *const *names;

	if (!load_texts(l, node, &names))
		return false;
	for (; *names; names++)
		add_key(l, *names);
	return true;
}

bool
load_renamed(struct loading *l, const struct node *node)
{
	struct pairs it = pairs_of(node);

	if (!node_is(node, NODE_MAPPING) || node_length(node) > KEYS_LIMIT)
		return load_refuse(l, node, "renamed is a mapping", "");
	while (pairs_next(&it)) {
		const char *old, *new;

		if (!load_text(l, it.pair->key, &old) ||
		    !load_text(l, it.pair->value, &new))
			return false;
		add_key(l, old)->renamed = new;
	}
	return true;
}

static int
by_key(const void *a, const void *b)
{
	const struct key_map *x = a, *y = b;

	return strcmp(x->key, y->key);
}

bool
load_sort_keys(struct loading *l, const struct node *root)
{
	if (l->count)
		qsort(l->keys, l->count, sizeof(*l->keys), by_key);
	for (size_t i = 1; i < l->count; i++) {
		if (strcmp(l->keys[i - 1].key, l->keys[i].key) == 0)
			return load_refuse(l, root,
			    "a key given twice:", l->keys[i].key);
	}
	l->dialect->keys = l->keys;
	l->dialect->key_count = l->count;
	return true;
}
