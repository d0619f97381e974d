#include "workload/native.h"

#include "workload/target.h"

#include <string.h>

enum { DEPTH_LIMIT = 8, NAME_LIMIT = 128, PAIR_LIMIT = 4096 };

/* What stays the same while the nested mappings are walked. */
struct native {
	struct workload *w;
	char name[NAME_LIMIT]; /* dotted, of the mapping at hand */
	unsigned pairs;
};

static void
problem(struct native *n, const struct node *node, const char *text)
{
	struct origin place = origin_written(n->w->source, node, node);

	workload_add_problem(n->w, &place, text);
}

/* null and an empty value say nothing. */
static bool
is_null(const struct node *value)
{
	if (!node_is(value, NODE_SCALAR) || value->style != STYLE_PLAIN)
		return false;
	return value->length == 0 || strcmp(value->text, "~") == 0 ||
	       strcmp(value->text, "null") == 0 ||
	       strcmp(value->text, "Null") == 0 ||
	       strcmp(value->text, "NULL") == 0;
}

/* A place-holder that some other tool fills in. */
static bool
is_template(const struct node *value)
{
	const char *text = node_text(value);

	return strstr(text, "{{") != NULL || strstr(text, "${") != NULL;
}

static bool
is_group(const char *name)
{
	size_t length = strlen(name);

	if (strcmp(name, "env.lib") == 0)
		return true;
	for (unsigned i = 0; i < FACT_COUNT; i++) {
		if (strncmp(fact_rows[i].name, name, length) == 0 &&
		    fact_rows[i].name[length] == '.')
			return true;
	}
	return false;
}

static void
refuse_key(struct native *n, const struct node *key)
{
	const char *near = fact_suggest(n->name);

	problem(n, key,
	    near == NULL
		? arena_printf(n->w->arena, "%s: no such fact", n->name)
		: arena_printf(n->w->arena,
		      "%s: no such fact; did you mean %s?", n->name, near));
}

static void
set_os(struct native *n, const struct node *value, const struct origin *origin)
{
	const char *os, *version = NULL;

	if (!os_parse(node_text(value), &os, &version, n->w->arena)) {
		problem(n, value,
		    arena_printf(n->w->arena,
			"target.os: %.60s is none of linux, wsl2, windows, "
			"macos",
			node_text(value)));
		return;
	}
	workload_set_text(n->w, F_TARGET_OS, os, origin);
	if (version != NULL)
		workload_set_text(n->w, F_TARGET_OS_VERSION, version, origin);
}

static void
set_scalar(struct native *n, enum fact_id id, const struct node *value,
    const struct origin *origin)
{
	struct fact fact = { .origin = *origin };
	struct error why = { "" };

	if (is_null(value))
		return;
	if (is_template(value)) {
		workload_set_unknown(n->w, id,
		    arena_printf(n->w->arena, "%.60s is not rendered",
			node_text(value)),
		    origin);
		return;
	}
	if (id == F_TARGET_OS) {
		set_os(n, value, origin);
		return;
	}
	if (strlen(node_text(value)) != value->length)
		error_set(&why, "%s: a value with a NUL in it",
		    fact_rows[id].name);
	else if (fact_from_text(&fact, id, node_text(value), n->w->arena,
		     &why)) {
		workload_set(n->w, id, &fact);
		return;
	}
	workload_set_unknown(n->w, id, why.text, origin);
	problem(n, value, arena_string(n->w->arena, why.text));
}

/* A sequence: its items by commas, which no item of a fact holds. */
static void
set_sequence(struct native *n, enum fact_id id, const struct node *value,
    const struct origin *origin)
{
	struct fact fact = { .origin = *origin };
	struct error why = { "" };
	struct text items;
	bool good = true;

	text_init(&items);
	for (size_t i = 0; good && i < node_length(value); i++) {
		const struct node *item = node_at(value, i);

		good = node_is(item, NODE_SCALAR) && i < PAIR_LIMIT;
		text_add(&items, i == 0 ? "" : ",");
		text_add(&items, node_text(item));
	}
	if (!good)
		error_set(&why, "%s: an item that is no text",
		    fact_rows[id].name);
	else if (fact_from_text(&fact, id, text_string(&items), n->w->arena,
		     &why))
		workload_set(n->w, id, &fact);
	text_release(&items);
	if (*why.text == '\0')
		return;
	workload_set_unknown(n->w, id, why.text, origin);
	problem(n, value, arena_string(n->w->arena, why.text));
}

static void
set_fact(struct native *n, enum fact_id id, const struct pair *pair)
{
	const struct node *value = node_resolve(pair->value);
	struct origin origin = origin_written(n->w->source, pair->key, value);

	if (node_is(value, NODE_SCALAR)) {
		set_scalar(n, id, value, &origin);
	} else if (node_is(value, NODE_SEQUENCE) &&
		   fact_rows[id].type == FACT_TYPE_LIST) {
		set_sequence(n, id, value, &origin);
	} else {
		problem(n, pair->key,
		    arena_printf(n->w->arena, "%s: one value is wanted here",
			fact_rows[id].name));
	}
}

static void
set_lib(struct native *n, const struct pair *pair)
{
	const struct node *value = node_resolve(pair->value);
	struct origin origin = origin_written(n->w->source, pair->key, value);

	if (!node_is(value, NODE_SCALAR))
		problem(n, pair->key,
		    arena_printf(n->w->arena, "%s: a version is wanted here",
			n->name));
	else
		workload_set_lib(n->w, fact_lib(n->name),
		    is_null(value) ? NULL : node_text(value), &origin);
}

static void read_mapping(struct native *n, const struct node *mapping,
    unsigned depth);

static void
read_pair(struct native *n, const struct pair *pair, unsigned depth)
{
	const struct node *value = node_resolve(pair->value);
	enum fact_id id = fact_by_name(n->name);

	if (id != FACT_COUNT)
		set_fact(n, id, pair);
	else if (fact_lib(n->name) != NULL)
		set_lib(n, pair);
	else if (!is_group(n->name))
		refuse_key(n, pair->key);
	else if (node_is(value, NODE_MAPPING))
		read_mapping(n, value, depth + 1);
	else if (!is_null(value))
		problem(n, pair->key,
		    arena_printf(n->w->arena, "%s: a mapping is wanted here",
			n->name));
}

static void
read_mapping(struct native *n, const struct node *mapping, unsigned depth)
{
	struct pairs it = pairs_of(mapping);
	size_t length = strlen(n->name);

	while (pairs_next(&it)) {
		const char *key = node_text(it.pair->key);
		size_t more = strlen(key);

		if (depth == 0 && strcmp(key, NATIVE_KEY) == 0)
			continue;
		if (++n->pairs > PAIR_LIMIT)
			return;
		if (depth >= DEPTH_LIMIT || length + more + 2 > NAME_LIMIT) {
			problem(n, it.pair->key,
			    arena_printf(n->w->arena, "%.60s: no such fact",
				key));
			continue;
		}
		if (length != 0)
			n->name[length] = '.';
		memcpy(n->name + length + (length != 0), key, more + 1);
		read_pair(n, it.pair, depth);
		n->name[length] = '\0';
	}
}

static bool
says(const struct workload *w, const char *group)
{
	size_t length = strlen(group);

	for (unsigned i = 0; i < FACT_COUNT; i++) {
		if (w->facts[i].state != FACT_ABSENT &&
		    strncmp(fact_rows[i].name, group, length) == 0)
			return true;
	}
	return false;
}

static enum workload_kind
kind_of(const struct workload *w)
{
	if (says(w, "train."))
		return WORKLOAD_TRAIN;
	return says(w, "serve.") ? WORKLOAD_SERVE : WORKLOAD_OTHER;
}

static void
check_form(struct native *n, const struct node *root)
{
	const struct node *form = node_get(root, NATIVE_KEY);

	if (strcmp(node_text(form), NATIVE_FORM) != 0)
		problem(n, form != NULL ? form : root,
		    arena_printf(n->w->arena,
			"gpulint: %.60s is no form this version reads; it "
			"reads " NATIVE_FORM,
			node_text(form)));
}

struct workload *
native_read(struct arena *arena, const struct tree *tree,
    const struct node *root)
{
	struct native n = { 0 };

	root = node_resolve(root);
	n.w = workload_new(arena, "workload", WORKLOAD_OTHER, tree, root);
	check_form(&n, root);
	read_mapping(&n, root, 0);
	n.w->kind = kind_of(n.w);
	return n.w;
}
