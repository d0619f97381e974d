#include "deploy/nats_conf.h"

#include <string.h>

enum { DEPTH_LIMIT = 16, PAIRS_LIMIT = 512, NODES_LIMIT = 20000 };

struct conf {
	struct arena *arena;
	const char *bytes;
	uint32_t at, end;
	unsigned depth, nodes;
};

static char
peek(const struct conf *c)
{
	return c->at < c->end ? c->bytes[c->at] : '\0';
}

/* // behind a blank: http://host is none. */
static bool
is_comment(const struct conf *c)
{
	const char *p = c->bytes + c->at;

	return c->end - c->at > 1 && p[0] == '/' && p[1] == '/' && c->at &&
	       strchr(" \t", p[-1]);
}

/* Blanks, ends of lines, commas, semicolons and comments. */
static void
skip(struct conf *c)
{
	while (c->at < c->end) {
		const char *p = c->bytes + c->at;
		size_t left = c->end - c->at;

		if (*p == '#' || (*p == '/' && left > 1 && p[1] == '/')) {
			const char *line = memchr(p, '\n', left);

			c->at = line ? (uint32_t)(line - c->bytes) : c->end;
		} else if (*p && strchr(" \t\r\n,;", *p)) {
			c->at++;
		} else {
			return;
		}
	}
}

static struct node *
new_scalar(struct conf *c, uint32_t from, uint32_t to, enum node_style style)
{
	struct node *node = arena_alloc(c->arena, sizeof(*node));

	node->kind = NODE_SCALAR;
	node->style = style;
	node->span.start = from;
	node->span.end = to;
	if (style != STYLE_PLAIN) {
		from++;
		to--;
	}
	node->text = arena_copy(c->arena, c->bytes + from, to - from);
	node->length = to - from;
	return node;
}

/* "..." or '...' as a scalar, or NULL where it does not end. */
static const struct node *
quoted(struct conf *c)
{
	char quote = peek(c);
	const char *start = c->bytes + c->at;
	const char *close = memchr(start + 1, quote, c->end - c->at - 1);
	uint32_t from = c->at;

	if (!close)
		return NULL;
	c->at = (uint32_t)(close - c->bytes) + 1;
	return new_scalar(c, from, c->at,
	    quote == '"' ? STYLE_DOUBLE : STYLE_SINGLE);
}

static const struct node *
plain(struct conf *c, const char *ends)
{
	uint32_t from = c->at, to;

	while (
	    c->at < c->end && !strchr(ends, c->bytes[c->at]) && !is_comment(c))
		c->at++;
	for (to = c->at; to > from && strchr(" \t\r", c->bytes[to - 1]);)
		to--;
	return to > from ? new_scalar(c, from, to, STYLE_PLAIN) : NULL;
}

static const struct node *read_mapping(struct conf *c);

/* A list; only that it is one is kept. */
static const struct node *
read_list(struct conf *c)
{
	struct node *node = arena_alloc(c->arena, sizeof(*node));
	unsigned open = 0;

	node->kind = NODE_SEQUENCE;
	node->style = STYLE_FLOW;
	node->span.start = c->at;
	for (; c->at < c->end; c->at++) {
		open += c->bytes[c->at] == '[';
		if (c->bytes[c->at] == ']' && --open == 0) {
			c->at++;
			break;
		}
	}
	node->span.end = c->at;
	return node;
}

static const struct node *
read_value(struct conf *c)
{
	switch (peek(c)) {
	case '{':
		return read_mapping(c);
	case '[':
		return read_list(c);
	case '"':
	case '\'':
		return quoted(c);
	default:
		return plain(c, "\n,;}#");
	}
}

static bool
read_pair(struct conf *c, struct pair *pair)
{
	char quote = peek(c);

	pair->key =
	    quote == '"' || quote == '\'' ? quoted(c) : plain(c, " \t\n:={}");
	while (c->at < c->end && strchr(" \t\r:=", c->bytes[c->at]))
		c->at++;
	pair->value = pair->key ? read_value(c) : NULL;
	return pair->value != NULL;
}

/* Pairs up to the brace that closes them, or the end. */
static const struct node *
read_pairs(struct conf *c)
{
	struct pair *pairs = arena_array(c->arena, PAIRS_LIMIT, sizeof(*pairs));
	struct span span = { .start = c->at };
	uint32_t n = 0;

	for (;;) {
		skip(c);
		if (c->at >= c->end || peek(c) == '}' || n == PAIRS_LIMIT ||
		    ++c->nodes > NODES_LIMIT || !read_pair(c, &pairs[n]))
			break;
		n++;
	}
	span.end = c->at;
	return node_of_pairs(c->arena, pairs, n, span);
}

static const struct node *
read_mapping(struct conf *c)
{
	const struct node *mapping;

	if (c->depth >= DEPTH_LIMIT)
		return NULL;
	c->at++;
	c->depth++;
	mapping = read_pairs(c);
	c->depth--;
	if (peek(c) != '}')
		c->at = c->end;
	else
		c->at++;
	return mapping;
}

const struct node *
nats_conf(struct arena *arena, const char *bytes, uint32_t from, uint32_t to)
{
	struct conf c = { .arena = arena,
		.bytes = bytes,
		.at = from,
		.end = to };

	skip(&c);
	return peek(&c) == '{' ? read_mapping(&c) : read_pairs(&c);
}
