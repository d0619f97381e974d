#include "dialect/wording.h"

#include "base/number.h"
#include "command/engine.h"
#include "dialect/map.h"

#include <string.h>

struct words {
	const struct dialects *dialects;
	const struct workload *w;
	const struct workload_link *link; /* the file they go to, or NULL */
	struct wording *out;
	size_t count;
};

struct source *
wording_source(const struct workload *w, const struct wording *wording)
{
	return wording->link == NULL ? w->source : wording->link->tree->source;
}

const struct node *
wording_root(const struct workload *w, const struct wording *wording)
{
	return wording->link == NULL ? w->root : wording->link->root;
}

static bool
is_number(enum fact_id id)
{
	return fact_rows[id].type == FACT_TYPE_COUNT ||
	       fact_rows[id].type == FACT_TYPE_NUMBER;
}

/* A value as a file of our own form has it. */
static const char *
plain_text(const struct workload *w, enum fact_id id, const struct fact *fact)
{
	struct text text;
	const char *copy;

	if (fact_rows[id].type == FACT_TYPE_COUNT)
		return arena_printf(w->arena, "%.0f", fact->number);
	if (fact_rows[id].type == FACT_TYPE_NUMBER)
		return arena_printf(w->arena, "%.6g", fact->number);
	text_init(&text);
	fact_print(&text, id, fact);
	copy = arena_string(w->arena, text_string(&text));
	text_release(&text);
	return copy;
}

static struct wording *
add(struct words *words, enum wording_place place, const char *key,
    const char *text)
{
	struct wording *wording;

	if (words->count == WORDING_LIMIT)
		return NULL;
	wording = &words->out[words->count++];
	*wording = (struct wording){ .place = place,
		.key = key,
		.text = text,
		.link = words->link };
	return wording;
}

/* Nodes of flags are made for the map, and hang on no tree. */
static bool
is_flag(const struct origin *origin)
{
	return origin->key != NULL && origin->key->parent == NULL;
}

static bool
is_in(const struct source *source, const struct fact *fact)
{
	return fact->state == FACT_KNOWN &&
	       fact->origin.kind == ORIGIN_WRITTEN &&
	       fact->origin.source == source && fact->origin.key != NULL;
}

static bool
is_here(const struct workload *w, const struct fact *fact)
{
	return is_in(w->source, fact);
}

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

/* The name of a flag or of a variable, as it is written. */
static const char *
flag_name(const struct workload *w, const struct origin *origin)
{
	const char *bytes = w->source->bytes + origin->key->span.start;
	size_t length = origin->key->span.end - origin->key->span.start;
	const char *equals;

	if (origin->key->span.end > w->source->size || length == 0)
		return node_text(origin->key);
	equals = memchr(bytes, '=', length);
	return arena_copy(w->arena, bytes,
	    equals == NULL ? length : (size_t)(equals - bytes));
}

/* A number where it stands; false where the file holds another. */
static bool
say_in_place(struct words *words, enum fact_id id, const char *text)
{
	const struct workload *w = words->w;
	const struct fact *fact = workload_fact(w, id);
	const struct node *node = fact->origin.node;
	const struct wording here = { .link = words->link };
	const char *was;
	struct wording *wording;
	double number;

	if (!is_number(id) || !is_in(wording_source(w, &here), fact) ||
	    node == NULL || node->kind != NODE_SCALAR)
		return false;
	was = node_text(node);
	if (!number_parse(was, strlen(was), &number) || number != fact->number)
		return false;
	if (is_flag(&fact->origin)) {
		wording =
		    add(words, WORDING_SPAN, flag_name(w, &fact->origin), text);
		wording->span = fact->origin.span;
	} else {
		wording = add(words, WORDING_KEY,
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

static const struct writing *
writing_of(const struct dialect *dialect, enum fact_id id, const char *value)
{
	for (size_t i = 0; dialect != NULL && i < dialect->writing_count; i++) {
		const struct writing *row = &dialect->writings[i];

		if (strcmp(row->fact, fact_rows[id].name) == 0 &&
		    (row->value == NULL || strcmp(row->value, value) == 0))
			return row;
	}
	return NULL;
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

static bool
say_key(struct words *words, const char *key, const char *text)
{
	struct wording *wording = add(words, WORDING_KEY, key, text);
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

	if (!is_here(w, fact) || is_flag(&fact->origin) || dialect == NULL)
		return true;
	key = dotted(w, w->root, fact->origin.key);
	scalar = scalar_of(fact->origin.node, dialect->loader);
	if (scalar.type != SCALAR_BOOL || scalar.number == 0 ||
	    is_said(words, key))
		return true;
	return say_key(words, key, "false");
}

/* "{}" stands for the value. */
static const char *
filled(const struct workload *w, const char *text, const char *value)
{
	return strcmp(text, "{}") == 0 ? value : arena_string(w->arena, text);
}

static bool
say_keys(struct words *words, const struct dialect *dialect, enum fact_id id,
    const char *value)
{
	const struct writing *row = writing_of(dialect, id, value);

	if (row == NULL)
		return false;
	for (const struct translation *t = row->keys; t->written; t++) {
		if (!say_key(words, t->written,
			filled(words->w, t->meant, value)))
			return false;
	}
	return turn_off(words, id);
}

static bool
is_word(const char *text)
{
	return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX"
			    "YZ0123456789._-") == strlen(text);
}

/* A flag in its place, or one more on the command line. */
static bool
say_flags(struct words *words, const struct dialect *dialect, enum fact_id id,
    const char *value)
{
	const struct workload *w = words->w;
	const struct fact *fact = workload_fact(w, id);
	const struct writing *row = writing_of(dialect, id, value);
	struct span place;

	if (row == NULL || !wording_command(w, &place))
		return false;
	for (const struct translation *t = row->keys; t->written; t++) {
		const char *text = filled(w, t->meant, value);
		bool stands =
		    is_here(w, fact) && is_flag(&fact->origin) &&
		    strcmp(node_text(fact->origin.key), t->written) == 0;
		struct wording *wording;

		if (!is_word(text) || (stands && fact->origin.node == NULL))
			return false;
		wording = add(words, stands ? WORDING_SPAN : WORDING_FLAG,
		    stands ? flag_name(w, &fact->origin)
			   : arena_printf(w->arena, "--%s", t->written),
		    text);
		if (wording == NULL)
			return false;
		if (stands) {
			wording->was = node_text(fact->origin.node);
			wording->span = fact->origin.span;
		}
	}
	return true;
}

bool
wording_command(const struct workload *w, struct span *value)
{
	static const enum fact_id anchors[] = { F_SERVE_MAX_LEN, F_MODEL_ID,
		F_SERVE_MEMORY_FRACTION, F_PARALLEL_TENSOR };

	for (size_t i = 0; i < sizeof(anchors) / sizeof(*anchors); i++) {
		const struct fact *fact = workload_fact(w, anchors[i]);

		if (is_here(w, fact) && is_flag(&fact->origin) &&
		    fact->origin.node != NULL) {
			*value = fact->origin.span;
			return true;
		}
	}
	return false;
}

/* Settings of an engine in a mapping: its flags, spelt as the file does. */
static bool
say_settings(struct words *words, const struct dialect *dialect,
    enum fact_id id, const char *value)
{
	const struct workload *w = words->w;
	const struct writing *row = writing_of(dialect, id, value);
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
		if (!say_key(words, key, filled(w, t->meant, value)))
			return false;
	}
	return true;
}

static const struct dialect *
engine_dialect(const struct dialects *dialects, const struct workload *w)
{
	const struct engine *engine =
	    engine_by_name(fact_text(w, F_SERVE_ENGINE));

	if (w->command != NULL)
		return dialect_by_name(dialects, w->command);
	return engine == NULL ? NULL
			      : dialect_by_name(dialects, engine->dialect);
}

/* By the rows of a linked file's dialect. */
static bool
say_keys_there(struct words *words, enum fact_id id, const char *value)
{
	const struct writing *row =
	    writing_of(dialect_by_name(words->dialects, words->link->dialect),
		id, value);

	for (const struct translation *t = row == NULL ? NULL : row->keys;
	     t != NULL && t->written; t++)
		if (!say_key(words, t->written,
			filled(words->w, t->meant, value)))
			return false;
	return row != NULL;
}

/* In the linked file that states the fact, or else (any) in one whose dialect
 * has words for it. */
static bool
say_linked(struct words *words, enum fact_id id, const char *value, bool any)
{
	const struct workload *w = words->w;
	bool said = false;

	for (words->link = w->links; words->link != NULL;
	     words->link = words->link->next) {
		const struct source *source = words->link->tree->source;

		words->count = 0;
		if (source->transcoded ||
		    (!any && !is_in(source, workload_fact(w, id))))
			continue;
		said = say_in_place(words, id, value) ||
		       say_keys_there(words, id, value);
		if (said)
			break;
	}
	words->link = NULL;
	if (!said)
		words->count = 0;
	return said;
}

static bool
say_here(struct words *words, enum fact_id id, const char *value)
{
	const struct workload *w = words->w;
	const struct dialect *dialect =
	    dialect_by_name(words->dialects, w->dialect);
	const struct dialect *engine = engine_dialect(words->dialects, w);

	if (say_in_place(words, id, value))
		return true;
	/* said by a key of another meaning: batch_size for accumulation */
	if (is_number(id) && is_here(w, workload_fact(w, id)) &&
	    !is_flag(&workload_fact(w, id)->origin))
		return false;
	if (strcmp(w->dialect, "workload") == 0)
		return say_key(words, fact_rows[id].name, value);
	if (dialect != NULL && dialect->writing_count > 0)
		return say_keys(words, dialect, id, value);
	if (strcmp(w->dialect, "vllm_config") == 0)
		return say_settings(words, engine, id, value);
	return say_flags(words, engine, id, value);
}

static bool
say(struct words *words, enum fact_id id, const char *value)
{
	if (say_linked(words, id, value, false) || say_here(words, id, value))
		return true;
	return !is_here(words->w, workload_fact(words->w, id)) &&
	       say_linked(words, id, value, true);
}

size_t
wording_of(const struct dialects *dialects, const struct workload *w,
    enum fact_id id, const struct fact *value,
    struct wording out[WORDING_LIMIT])
{
	struct words words = { .dialects = dialects, .w = w, .out = out };

	if (w->source == NULL || w->root == NULL || w->source->transcoded ||
	    w->dialect == NULL)
		return 0;
	return say(&words, id, plain_text(w, id, value)) ? words.count : 0;
}
