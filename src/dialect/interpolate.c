#include "dialect/interpolate.h"

#include "base/number.h"
#include "link/layers.h"

#include <stdio.h>
#include <string.h>

/* Grammar and resolvers: omry/omegaconf omegaconf/grammar,
 * omegaconf/resolvers/oc; NVIDIA-NeMo/RL nemo_rl/utils/config.py. */

enum {
	DEPTH_LIMIT = 12, /* ${a} that names ${b}; ${a:${b:...}} */
	TEXT_LIMIT = 2048,
	PLACE_LIMIT = 512,
	SIBLINGS_LIMIT = 4096, /* looked at to find a node's key */
	ARGUMENTS_LIMIT = 4
};

struct filling {
	const struct workload *w;
	const struct node *at; /* the scalar that relative references leave */
	const char *why;
	unsigned depth, steps;
};

static const struct node *settle(struct filling *f, const struct node *node);

static const struct node *
new_scalar(struct filling *f, const char *text, enum node_style style)
{
	struct node *node = arena_alloc(f->w->arena, sizeof(*node));

	node->kind = NODE_SCALAR;
	node->style = style;
	if (f->at)
		node->span = f->at->span;
	node->text = text;
	node->length = (uint32_t)strlen(text);
	return node;
}

static const struct node *
give_up(struct filling *f, const char *text, size_t length, const char *what)
{
	if (!f->why)
		f->why = arena_printf(f->w->arena, "%.*s %s",
		    length > 60 ? 60 : (int)length, text, what);
	return NULL;
}

/* The key or index of a node in what holds it, in front of place. */
static bool
prepend_key(const struct node *node, char *place, size_t *at)
{
	const struct node *parent = node->parent;
	const char *key = NULL;
	size_t n;
	char index[16];

	for (uint32_t i = 0; i < parent->count && i < SIBLINGS_LIMIT && !key;
	     i++) {
		if (parent->kind == NODE_MAPPING &&
		    parent->u.pairs[i].value == node) {
			key = node_text(parent->u.pairs[i].key);
		} else if (parent->kind == NODE_SEQUENCE &&
			   parent->u.items[i] == node) {
			snprintf(index, sizeof(index), "%u", (unsigned)i);
			key = index;
		}
	}
	n = key ? strlen(key) : 0;
	if (!n || strchr(key, '.') || n + 1 > *at)
		return false;
	place[--*at] = '.';
	*at -= n;
	memcpy(place + *at, key, n);
	return true;
}

/* The dotted place of the node `up` levels above a node, with a dot behind
 * it where it is not the top; NULL where it has none. */
static const char *
place_above(struct filling *f, const struct node *node, unsigned up)
{
	char place[PLACE_LIMIT];
	size_t at = sizeof(place) - 1;
	const char *mount;

	place[at] = '\0';
	for (; node && up > 0; up--)
		node = node->parent;
	if (!node)
		return NULL;
	for (; node->parent; node = node->parent) {
		if (!prepend_key(node, place, &at))
			return NULL;
	}
	mount = layers_mount(f->w, node);
	return arena_printf(f->w->arena, "%s%s%s", mount, *mount ? "." : "",
	    place + at);
}

/* a[b].c as a.b.c */
static const char *
plain_path(struct filling *f, const char *path)
{
	char *copy = arena_string(f->w->arena, path), *to = copy;

	for (const char *p = copy; *p; p++) {
		if (*p == '[')
			*to++ = '.';
		else if (*p != ']')
			*to++ = *p;
	}
	*to = '\0';
	return copy + (*copy == '.');
}

static const struct node *
look_up(struct filling *f, const char *path)
{
	const char *place = "";
	unsigned dots = 0;

	if (*path == '.') {
		while (path[dots] == '.')
			dots++;
		place = place_above(f, f->at, dots);
		path += dots;
		if (!place)
			return NULL;
	}
	path = arena_printf(f->w->arena, "%s%s", place, plain_path(f, path));
	return strlen(path) < PLACE_LIMIT ? node_path(layers_body(f->w), path)
					  : NULL;
}

/* The end of the reference whose "${" stands at text, or NULL. */
static const char *
reference_end(const char *text)
{
	int depth = 0;

	for (; *text; text++) {
		if (text[0] == '$' && text[1] == '{') {
			depth++;
			text++;
		} else if (*text == '}' && --depth == 0) {
			return text + 1;
		}
	}
	return NULL;
}

static const char *
trimmed(struct filling *f, const char *text, size_t n)
{
	while (n && strchr(" \t\n", *text)) {
		text++;
		n--;
	}
	while (n && strchr(" \t\n", text[n - 1]))
		n--;
	if (n >= 2 && (*text == '\'' || *text == '"') && text[n - 1] == *text) {
		text++;
		n -= 2;
	}
	return arena_copy(f->w->arena, text, n);
}

static size_t
split_arguments(struct filling *f, const char *text,
    const char *arguments[ARGUMENTS_LIMIT])
{
	size_t n = 0, start = 0, i;
	int depth = 0;

	for (i = 0;; i++) {
		if (text[i] && strchr("{[(", text[i]))
			depth++;
		else if (text[i] && strchr("}])", text[i]))
			depth--;
		if (text[i] && (text[i] != ',' || depth > 0))
			continue;
		if (n < ARGUMENTS_LIMIT)
			arguments[n++] = trimmed(f, text + start, i - start);
		start = i + 1;
		if (!text[i])
			return n;
	}
}

static bool
compute(const char *name, double a, double b, double *out)
{
	if (strcmp(name, "add") == 0 || strcmp(name, "sum") == 0)
		*out = a + b;
	else if (strcmp(name, "sub") == 0)
		*out = a - b;
	else if (strcmp(name, "mul") == 0 || strcmp(name, "multiply") == 0)
		*out = a * b;
	else if (strcmp(name, "div") == 0 && b != 0)
		*out = a / b;
	else if (strcmp(name, "max") == 0)
		*out = a > b ? a : b;
	else if (strcmp(name, "min") == 0)
		*out = a < b ? a : b;
	else
		return false;
	return *out >= -NUMBER_MAX && *out <= NUMBER_MAX;
}

static const struct node *
argument(struct filling *f, const char *text)
{
	return settle(f, new_scalar(f, text, STYLE_PLAIN));
}

static const struct node *
resolve_arithmetic(struct filling *f, const char *name, const char *const *args,
    size_t count)
{
	double numbers[2], answer;

	if (count != 2)
		return NULL;
	for (size_t i = 0; i < 2; i++) {
		const struct node *node = argument(f, args[i]);
		const char *text = node_text(node);

		if (!number_parse(text, strlen(text), &numbers[i]))
			return NULL;
	}
	if (!compute(name, numbers[0], numbers[1], &answer))
		return NULL;
	return new_scalar(f, arena_printf(f->w->arena, "%.15g", answer),
	    STYLE_PLAIN);
}

static const struct node *
resolve_select(struct filling *f, const char *const *args, size_t count)
{
	const struct node *node = look_up(f, args[0]);

	if (node && strcmp(node_text(node), "???") != 0)
		return settle(f, node);
	return argument(f, count > 1 ? args[1] : "null");
}

/* NAME:ARGUMENTS */
static const struct node *
resolve(struct filling *f, const char *text, size_t length, const char *inner,
    const char *colon)
{
	const char *args[ARGUMENTS_LIMIT];
	const char *name =
	    arena_copy(f->w->arena, inner, (size_t)(colon - inner));
	size_t n = split_arguments(f, colon + 1, args);
	const struct node *answer = NULL;

	if (strcmp(name, "oc.select") == 0 ||
	    strcmp(name, "oc.deprecated") == 0)
		return resolve_select(f, args, name[3] == 'd' ? 1 : n);
	if (strcmp(name, "oc.env") == 0 || strcmp(name, "env") == 0)
		return n > 1 ? argument(f, args[1])
			     : give_up(f, text, length,
				   "is what the environment says");
	if (strcmp(name, "oc.decode") == 0)
		return argument(f, args[0]);
	answer = resolve_arithmetic(f, name, args, n);
	return answer ? answer
		      : give_up(f, text, length, "is worked out when it runs");
}

/* One reference, "${...}" from text to its end. */
static const struct node *
reference(struct filling *f, const char *text, size_t length)
{
	const char *inner = arena_copy(f->w->arena, text + 2, length - 3);
	const char *colon = inner + strcspn(inner, ":${");
	const struct node *node;

	if (*colon == ':')
		return resolve(f, text, length, inner, colon);
	if (strstr(inner, "${")) {
		node = argument(f, inner);
		if (!node)
			return NULL;
		inner = node_text(node);
	}
	node = look_up(f, trimmed(f, inner, strlen(inner)));
	return node ? settle(f, node)
		    : give_up(f, text, length, "names no key of the file");
}

/* Text with references in it: a string. */
static const struct node *
fill(struct filling *f, const struct node *node)
{
	const char *text = node_text(node);
	struct text out;
	const struct node *part = NULL;
	const char *end;

	text_init(&out);
	while (*text && out.length < TEXT_LIMIT) {
		if (text[0] == '$' && text[1] == '{') {
			end = reference_end(text);
			part = end ? reference(f, text, (size_t)(end - text))
				   : NULL;
			if (!part || !node_is(part, NODE_SCALAR))
				break;
			text_add(&out, node_text(part));
			text = end;
			continue;
		}
		text += text[0] == '\\' && text[1] == '$';
		text_add_char(&out, *text++);
	}
	part = *text
		   ? give_up(f, text, strlen(text), "is not filled in here")
		   : new_scalar(f, arena_string(f->w->arena, text_string(&out)),
			 STYLE_DOUBLE);
	text_release(&out);
	return part;
}

static const struct node *
settle(struct filling *f, const struct node *node)
{
	const struct node *answer, *from = f->at;
	const char *text, *end;

	/* a relative reference leaves the node it is written in */
	if (node && node->parent)
		f->at = node;
	node = node_resolve(node);
	text = node_text(node);
	if (!node_is(node, NODE_SCALAR) || !strstr(text, "${")) {
		f->at = from;
		return node;
	}
	if (f->depth >= DEPTH_LIMIT || ++f->steps > 64 ||
	    node->length >= TEXT_LIMIT) {
		f->at = from;
		return give_up(f, text, node->length, "leads too far");
	}
	f->depth++;
	end = strncmp(text, "${", 2) == 0 ? reference_end(text) : NULL;
	answer = end && !*end ? reference(f, text, (size_t)(end - text))
			      : fill(f, node);
	f->depth--;
	f->at = from;
	return answer;
}

const struct node *
interpolate(const struct workload *w, const struct node *value,
    const char **why)
{
	struct filling f = { .w = w, .at = value };
	const struct node *node = settle(&f, value);

	*why = node ? NULL : f.why ? f.why : "it is not filled in here";
	return node;
}
