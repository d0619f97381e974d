#include "fix/amend.h"

#include "dialect/map.h"
#include "fix/edit.h"

#include <string.h>

enum { KEY_LIMIT = 256 };

static bool
is_real_key(const struct origin *origin, const struct node *mapping)
{
	return origin->kind == ORIGIN_WRITTEN && origin->key != NULL &&
	       origin->key->parent == mapping;
}

/* What JSON writes without quotes. */
static bool
is_bare(const char *text)
{
	return strcmp(text, "true") == 0 || strcmp(text, "false") == 0 ||
	       strspn(text, "0123456789.") == strlen(text);
}

/* The pair that a new one goes behind: one that a reader looks at when the
 * job is too large, or else the last that says one thing. */
static const struct pair *
neighbour(const struct workload *w, const struct node *mapping)
{
	static const enum fact_id near[] = { F_TRAIN_ACCUMULATION,
		F_TRAIN_MICRO_BATCH, F_TRAIN_SEQ_LEN, F_TRAIN_OPTIMIZER,
		F_SERVE_MAX_LEN, F_PARALLEL_SHARDING, F_MODEL_ID };
	const struct pair *last = NULL;

	for (size_t i = 0; i < sizeof(near) / sizeof(*near); i++) {
		const struct origin *origin =
		    &workload_fact(w, near[i])->origin;

		for (uint32_t j = 0;
		     is_real_key(origin, mapping) && j < mapping->count; j++) {
			if (mapping->u.pairs[j].key == origin->key)
				return &mapping->u.pairs[j];
		}
	}
	for (uint32_t i = 0; i < mapping->count; i++) {
		const struct pair *pair = &mapping->u.pairs[i];

		if (last == NULL || pair->value->kind == NODE_SCALAR)
			last = pair;
	}
	return last;
}

/* "b.c: x" below a mapping that has no b is "b: {c: x}". */
static const char *
nested(const char *path, const char *text, enum tree_syntax syntax,
    struct arena *arena)
{
	const char *mark = syntax == SYNTAX_JSON ? "\"" : "";
	const char *made = syntax == SYNTAX_JSON && !is_bare(text)
			       ? arena_printf(arena, "\"%s\"", text)
			       : text;
	size_t end = strlen(path);

	while (end > 0) {
		size_t start = end;

		while (start > 0 && path[start - 1] != '.')
			start--;
		made = arena_printf(arena, "{%s%.*s%s: %s}", mark,
		    (int)(end - start), path + start, mark, made);
		end = start > 0 ? start - 1 : 0;
	}
	return made;
}

static enum tree_syntax
syntax_of(const struct workload *w, const struct wording *wording)
{
	return wording->link == NULL ? w->tree->syntax
				     : wording->link->tree->syntax;
}

static bool
add_key(struct fix *fix, const struct workload *w,
    const struct wording *wording, struct arena *arena)
{
	const struct node *mapping = wording_root(w, wording), *below;
	struct source *source = wording_source(w, wording);
	enum tree_syntax syntax = syntax_of(w, wording);
	const char *rest = wording->key, *dot;
	const struct pair *pair;
	char part[KEY_LIMIT];

	if (strlen(rest) >= sizeof(part))
		return false;
	while ((dot = strchr(rest, '.')) != NULL) {
		memcpy(part, rest, (size_t)(dot - rest));
		part[dot - rest] = '\0';
		below = node_get(mapping, part);
		if (below == NULL)
			break;
		mapping = below;
		rest = dot + 1;
	}
	if (mapping->kind != NODE_MAPPING || node_is_shared(mapping))
		return false;
	pair = neighbour(w, mapping);
	if (pair == NULL)
		return false;
	if (dot == NULL)
		return edit_insert_after(fix, source, syntax, mapping,
		    pair->key, rest, wording->text, arena);
	memcpy(part, rest, (size_t)(dot - rest));
	part[dot - rest] = '\0';
	return edit_insert_after(fix, source, syntax, mapping, pair->key, part,
	    nested(dot + 1, wording->text, syntax, arena), arena);
}

/* The scalar that holds a span. */
static const struct node *
scalar_around(const struct workload *w, struct span span)
{
	struct nodes it = nodes_of(w->root);

	while (nodes_next(&it)) {
		if (it.node->kind == NODE_SCALAR &&
		    it.node->span.start <= span.start &&
		    it.node->span.end >= span.end && span.end > span.start)
			return it.node;
	}
	return NULL;
}

/* True where the scalar is one word of a command written as a list. */
static bool
is_item(const struct node *scalar)
{
	return scalar->parent != NULL &&
	       scalar->parent->kind == NODE_SEQUENCE &&
	       strpbrk(node_text(scalar), " \t\n") == NULL;
}

/* Behind a word of a shell's text, where that word ends. */
static bool
add_to_text(struct fix *fix, struct source *source, const struct node *scalar,
    struct span span, const struct wording *wording, struct arena *arena)
{
	const char *at = source->bytes + span.end;
	bool quoted =
	    scalar->style == STYLE_SINGLE || scalar->style == STYLE_DOUBLE;

	if (span.end < scalar->span.end - quoted &&
	    strchr(" \t\r\n", *at) == NULL)
		return false;
	return edit_span(fix, source, (struct span){ span.end, span.end },
	    arena_printf(arena, " %s %s", wording->key, wording->text), arena);
}

static bool
add_flag(struct fix *fix, const struct workload *w,
    const struct wording *wording, struct arena *arena)
{
	const char *item =
	    arena_printf(arena, "%s=%s", wording->key, wording->text);
	const struct node *scalar;
	struct span span;

	if (!wording_command(w, &span))
		return false;
	scalar = scalar_around(w, span);
	if (scalar == NULL || node_is_shared(scalar))
		return false;
	if (!is_item(scalar))
		return add_to_text(fix, w->source, scalar, span, wording,
		    arena);
	return edit_insert_item(fix, w->source, w->tree->syntax, scalar, item,
	    arena);
}

bool
amend(struct fix *fix, const struct workload *w, const struct wording *wording,
    struct arena *arena)
{
	if (wording->stands)
		return true;
	switch (wording->place) {
	case WORDING_SPAN:
		return !w->source->transcoded &&
		       wording->span.end <= w->source->size &&
		       edit_span(fix, w->source, wording->span, wording->text,
			   arena);
	case WORDING_FLAG:
		return add_flag(fix, w, wording, arena);
	case WORDING_KEY:
		break;
	}
	if (wording->pair == NULL)
		return add_key(fix, w, wording, arena);
	return !node_is_shared(wording->pair->value) &&
	       edit_replace(fix, wording_source(w, wording),
		   syntax_of(w, wording), wording->pair->value, wording->text,
		   arena);
}
