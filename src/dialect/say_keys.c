#include "dialect/say.h"

#include "base/number.h"
#include "dialect/map.h"

#include <string.h>

/* "model.layers" of a key deep in the file. */
static const char *
dotted(const struct workload *w, const struct node *root,
    const struct node *key)
{
	const char *path = node_text(key);
	const struct node *mapping = key->parent;

	while (mapping != NULL && mapping != root && mapping->parent) {
		const struct node *above = mapping->parent;

		if (above->kind != NODE_MAPPING)
			break;
		for (uint32_t i = 0; i < above->count; i++) {
			if (above->u.pairs[i].value == mapping)
				path = arena_printf(w->arena, "%s.%s",
				    node_text(above->u.pairs[i].key), path);
		}
		mapping = above;
	}
	return path;
}

bool
say_in_place(struct words *words, enum fact_id id, const char *text)
{
	const struct workload *w = words->w;
	const struct fact *fact = workload_fact(w, id);
	const struct node *node = fact->origin.node;
	const struct wording here = { .link = words->link };
	const char *was;
	struct wording *wording;
	double number;

	if (!is_number_fact(id) ||
	    !is_stated_in(wording_source(w, &here), fact) || node == NULL ||
	    node->kind != NODE_SCALAR)
		return false;
	was = node_text(node);
	if (!number_parse(was, strlen(was), &number) || number != fact->number)
		return false;
	if (is_from_flag(&fact->origin)) {
		wording = say_add(words, WORDING_SPAN,
		    say_flag_name(w, &fact->origin), text);
		wording->span = fact->origin.span;
	} else {
		wording = say_add(words, WORDING_KEY,
		    dotted(w, wording_root(w, &here), fact->origin.key), text);
		wording->pair = node_pair(fact->origin.key->parent,
		    node_text(fact->origin.key));
		if (wording->pair == NULL || wording->pair->value != node) {
			words->count--;
			return false;
		}
	}
	wording->was = was;
	return true;
}

/* A list in the file that holds the item of a "[item]". */
static bool
holds(const struct node *list, const char *text)
{
	size_t length = strlen(text);

	for (size_t i = 0; i < node_length(list); i++) {
		const char *item = node_text(node_at(list, i));

		if (strlen(item) + 2 == length &&
		    strncmp(item, text + 1, length - 2) == 0)
			return true;
	}
	return false;
}

bool
say_key(struct words *words, const char *key, const char *text)
{
	struct wording *wording = say_add(words, WORDING_KEY, key, text);
	const struct node *value;

	if (wording == NULL)
		return false;
	wording->pair = map_pair(wording_root(words->w, wording), key);
	if (wording->pair == NULL)
		return true;
	value = node_resolve(wording->pair->value);
	wording->was = node_text(value);
	wording->stands = text[0] == '[' ? holds(value, text)
					 : strcmp(wording->was, text) == 0;
	return wording->stands ||
	       (text[0] != '[' && node_is(value, NODE_SCALAR));
}

static bool
is_said(const struct words *words, const char *key)
{
	for (size_t i = 0; i < words->count; i++)
		if (strcmp(words->out[i].key, key) == 0)
			return true;
	return false;
}

/* A switch that says what now changes (flash_attention: true) is turned off
 * where another key says the new value. */
static bool
turn_off(struct words *words, enum fact_id id)
{
	const struct workload *w = words->w;
	const struct fact *fact = workload_fact(w, id);
	const struct dialect *dialect =
	    dialect_by_name(words->dialects, w->dialect);
	const char *key;
	struct scalar scalar;

	if (!is_stated_here(w, fact) || is_from_flag(&fact->origin) ||
	    dialect == NULL)
		return true;
	key = dotted(w, w->root, fact->origin.key);
	scalar = scalar_of(fact->origin.node, dialect->loader);
	if (scalar.type != SCALAR_BOOL || scalar.number == 0 ||
	    is_said(words, key))
		return true;
	return say_key(words, key, "false");
}

bool
say_keys(struct words *words, const struct dialect *dialect, enum fact_id id,
    const char *value)
{
	const struct writing *row = say_row(dialect, id, value);

	if (row == NULL)
		return false;
	for (const struct translation *t = row->keys; t->written; t++) {
		if (!say_key(words, t->written,
			say_filled(words->w, t->meant, value)))
			return false;
	}
	return turn_off(words, id);
}

bool
say_settings(struct words *words, const struct dialect *dialect,
    enum fact_id id, const char *value)
{
	const struct workload *w = words->w;
	const struct writing *row = say_row(dialect, id, value);
	bool hyphens = true;

	if (row == NULL)
		return false;
	for (struct pairs it = pairs_of(w->root); pairs_next(&it);)
		hyphens =
		    hyphens && strchr(node_text(it.pair->key), '_') == NULL;
	for (const struct translation *t = row->keys; t->written; t++) {
		char *key = arena_string(w->arena, t->written);

		for (char *p = key; !hyphens && *p != '\0'; p++)
			if (*p == '-')
				*p = '_';
		if (!say_key(words, key, say_filled(w, t->meant, value)))
			return false;
	}
	return true;
}
