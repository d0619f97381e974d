#include "dialect/map.h"

#include "dialect/interpolate.h"
#include "dialect/value.h"
#include "link/layers.h"
#include "link/link.h"

#include <fnmatch.h>
#include <string.h>
#include <strings.h>

enum { KEY_LIMIT = 256 };

const char map_auto[] = "auto: the configuration beside it decides";

const struct pair *
map_pair(const struct node *mapping, const char *key)
{
	const char *dot = strrchr(key, '.');
	char parent[KEY_LIMIT];

	if (!dot)
		return node_pair(mapping, key);
	if ((size_t)(dot - key) >= sizeof(parent))
		return NULL;
	memcpy(parent, key, (size_t)(dot - key));
	parent[dot - key] = '\0';
	return node_pair(node_path(mapping, parent), dot + 1);
}

bool
map_has_any(const struct node *mapping, const char *const *keys)
{
	for (; *keys; keys++) {
		if (map_pair(mapping, *keys))
			return true;
	}
	return false;
}

/* true and false as the loader sees them, else the text itself. */
static const char *
word_of(const struct node *node, const struct scalar *scalar)
{
	if (scalar->type == SCALAR_BOOL)
		return scalar->number != 0 ? "true" : "false";
	return node_text(node);
}

static bool
is_null(const struct node *node, const struct scalar *scalar)
{
	return scalar->type == SCALAR_NULL ||
	       (node->style == STYLE_PLAIN &&
		   strcmp(node_text(node), "None") == 0);
}

/* Whether a word is what a data file writes, which may be a glob. */
static bool
is_written(const char *pattern, const char *word)
{
	if (!strchr(pattern, '*'))
		return strcasecmp(pattern, word) == 0;
	return strlen(word) < KEY_LIMIT &&
	       fnmatch(pattern, word, FNM_CASEFOLD) == 0;
}

/* What a data file says a written word means; NULL where it says nothing. */
static const char *
meaning_of(const struct key_map *key, const char *word)
{
	const struct translation *t = key->values;

	for (; t && t->written; t++) {
		if (is_written(t->written, word))
			return t->meant;
	}
	return key->values ? key->otherwise : NULL;
}

void
map_set(struct workload *w, enum fact_id id, const char *text,
    const struct origin *origin)
{
	struct fact fact = { .state = FACT_KNOWN };
	struct error err = { "" };

	if (strcmp(text, "unknown") == 0) {
		workload_set_unknown(w, id,
		    arena_printf(w->arena, "%s decides it",
			origin->key ? node_text(origin->key) : "a setting"),
		    origin);
		return;
	}
	if (!fact_from_text(&fact, id, text, w->arena, &err)) {
		workload_set_unknown(w, id, arena_string(w->arena, err.text),
		    origin);
		return;
	}
	fact.state = FACT_KNOWN;
	fact.origin = *origin;
	workload_set(w, id, &fact);
}

/* By the name of a fact, env.lib.NAME among them. */
static void
set_named(struct workload *w, const char *name, const char *text,
    const struct origin *origin)
{
	enum fact_id id = fact_by_name(name);

	if (id < FACT_COUNT)
		map_set(w, id, text, origin);
	else if (strncmp(name, "env.lib.", 8) == 0)
		workload_set_lib(w, name + 8, text, origin);
}

/* "fact=value,fact=value" up to the end of the line. */
static void
set_all(struct workload *w, const char *facts, size_t length,
    const struct origin *origin)
{
	char *copy = arena_copy(w->arena, facts, length);

	while (*copy) {
		size_t n = strcspn(copy, ",");
		char *next = copy + n + (copy[n] == ',');
		char *equals;

		copy[n] = '\0';
		equals = strchr(copy, '=');
		if (equals) {
			*equals = '\0';
			set_named(w, copy, equals + 1, origin);
		}
		copy = next;
	}
}

static void
apply_sets(struct workload *w, const struct key_map *key, const char *word,
    const struct origin *origin)
{
	const char *line = key->sets;

	while (line && *line) {
		size_t length = strcspn(line, "\n");
		size_t n = strcspn(line, ":");
		char *pattern;
		bool any;

		if (n < length) {
			pattern = arena_copy(w->arena, line, n);
			any = strcmp(pattern, "any") == 0 &&
			      strcmp(word, "false") != 0;
			if (any || is_written(pattern, word))
				set_all(w, line + n + 1, length - n - 1,
				    origin);
		}
		line += length + (line[length] == '\n');
	}
}

static void
set_fact(struct workload *w, const struct key_map *key, enum fact_id id,
    const struct node *node, const struct scalar *scalar,
    const struct origin *origin)
{
	const char *word = word_of(node, scalar);
	const char *meant = meaning_of(key, word), *reason;
	struct fact fact = { .state = FACT_KNOWN, .origin = *origin };

	if (meant && strcmp(meant, "unset") == 0)
		return;
	if (meant && strcmp(meant, "unknown") != 0) {
		map_set(w, id, meant, origin);
		return;
	}
	reason = value_mystery(w->arena, word);
	if (meant && !reason)
		reason = value_trouble(w->arena, word, "decided when it runs");
	if (!reason && !node_is(node, NODE_SCALAR) &&
	    fact_rows[id].type != FACT_TYPE_LIST)
		reason = "a collection where one value belongs";
	if (!reason)
		reason = value_read(w->arena, &fact, id, node, scalar);
	if (reason)
		workload_set_unknown(w, id, reason, origin);
	else
		workload_set(w, id, &fact);
}

void
map_value(struct workload *w, const struct dialect *dialect,
    const struct key_map *key, const struct pair *pair)
{
	const char *why = NULL;
	const struct node *node = w->interpolates
				      ? interpolate(w, pair->value, &why)
				      : node_resolve(pair->value);
	struct scalar scalar = scalar_of(node, dialect->loader);
	struct origin origin =
	    origin_written(layers_source(w, pair->key), pair->key, pair->value);
	enum fact_id id = key->fact ? fact_by_name(key->fact) : FACT_COUNT;

	if (why && id < FACT_COUNT)
		workload_set_unknown(w, id, why, &origin);
	if (!node || (node_is(node, NODE_SCALAR) && is_null(node, &scalar)))
		return;
	if (id < FACT_COUNT)
		set_fact(w, key, id, node, &scalar, &origin);
	else if (key->fact)
		set_named(w, key->fact, node_text(node), &origin);
	apply_sets(w, key, word_of(node, &scalar), &origin);
}

static bool
says_something(const struct key_map *key)
{
	return key->fact || key->sets || key->link;
}

void
dialect_map(struct reading *reading, struct workload *w,
    const struct dialect *dialect, const struct node *mapping)
{
	for (size_t i = 0; i < dialect->key_count; i++) {
		const struct key_map *key = &dialect->keys[i];
		const struct pair *pair;

		if (!says_something(key) ||
		    !(pair = map_pair(mapping, key->key)))
			continue;
		map_value(w, dialect, key, pair);
	}
	for (size_t i = 0; i < dialect->key_count; i++) {
		const struct key_map *key = &dialect->keys[i];
		const struct pair *pair;

		if (key->link && (pair = map_pair(mapping, key->key)))
			link_follow(reading, w, key->link, pair);
	}
}

void
dialect_defaults(struct workload *w, const struct dialect *dialect)
{
	struct origin origin = origin_note(ORIGIN_DEFAULT,
	    arena_printf(w->arena, "%s%s%s",
		dialect->framework ? dialect->framework : dialect->name,
		dialect->version ? " " : "",
		dialect->version ? dialect->version : ""));
	bool trains = w->kind == WORKLOAD_TRAIN;

	for (size_t i = 0; i < dialect->key_count; i++) {
		const struct key_map *key = &dialect->keys[i];

		/* an export or a chat trains nothing */
		if (key->fallback &&
		    (dialect->kind != WORKLOAD_TRAIN || trains ||
			strncmp(key->fact, "train.", 6) != 0))
			set_named(w, key->fact, key->fallback, &origin);
	}
}
