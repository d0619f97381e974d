#include "read/anchors.h"
#include "read/build.h"
#include "read/syntax.h"

#include <string.h>
#include <yaml.h>

/*
 * libyaml's events, not its documents: those are recursive, expand nothing
 * but hang on cycles, and know no limits.  Its marks count characters, and
 * the marks of a node include its anchor and tag; a span here is in bytes
 * and of the token alone.
 */

enum {
	TAG_LIMIT = 1024, /* bytes; a %TAG prefix can make each tag huge */
	DIRECTIVE_LIMIT = 1000 /* libyaml compares each %TAG with all others */
};

struct yaml {
	struct build build;
	struct source *source;
	struct anchors anchors;
	uint32_t mark; /* characters of the byte order mark: 0 or 1 */
	bool is_done;
};

static uint32_t
offset(const struct yaml *yaml, const yaml_mark_t *mark)
{
	return source_offset(yaml->source, (uint32_t)mark->index + yaml->mark);
}

static bool
is_break(char c)
{
	return c == '\n' || c == '\r';
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || is_break(c);
}

/* Past an anchor or a tag at this offset. */
static uint32_t
skip_property(const struct source *source, uint32_t at, uint32_t end)
{
	const char *s = source->bytes;
	bool is_verbatim = s[at] == '!' && at + 1 < end && s[at + 1] == '<';

	while (at < end && !is_space(s[at]) &&
	       (is_verbatim || memchr(",[]{}", s[at], 5) == NULL))
		at++;
	return at;
}

/* Past white space, line ends and comments. */
static uint32_t
skip_gap(const struct source *source, uint32_t at, uint32_t end)
{
	while (at < end) {
		char c = source->bytes[at];

		if (c == '#') {
			while (at < end && !is_break(source->bytes[at]))
				at++;
		} else if (is_space(c)) {
			at++;
		} else {
			break;
		}
	}
	return at;
}

/* Where the token begins behind its properties. */
static uint32_t
skip_properties(const struct source *source, uint32_t at, uint32_t end,
    int count)
{
	for (; count > 0 && at < end; count--) {
		at = skip_gap(source, at, end);
		if (at < end && source->bytes[at] != '&' &&
		    source->bytes[at] != '!')
			break;
		at = skip_property(source, at, end);
		at = skip_gap(source, at, end);
	}
	return at;
}

static bool
name_node(struct yaml *yaml, struct node *node, const yaml_char_t *anchor,
    const yaml_char_t *tag)
{
	struct arena *arena = yaml->build.tree->arena;

	if (tag != NULL && strlen((const char *)tag) > TAG_LIMIT)
		return build_limit(&yaml->build, node->span.start,
		    "a tag of more than %d bytes", TAG_LIMIT);
	if (tag != NULL)
		node->tag = arena_string(arena, (const char *)tag);
	if (anchor == NULL)
		return true;
	node->anchor = arena_string(arena, (const char *)anchor);
	anchors_put(&yaml->anchors, &yaml->build.scratch, node);
	return true;
}

static enum node_style
scalar_style(yaml_scalar_style_t style)
{
	switch (style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE:
		return STYLE_SINGLE;
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
		return STYLE_DOUBLE;
	case YAML_LITERAL_SCALAR_STYLE:
		return STYLE_LITERAL;
	case YAML_FOLDED_SCALAR_STYLE:
		return STYLE_FOLDED;
	default:
		return STYLE_PLAIN;
	}
}

/* An empty value is marked where the next token begins, lines below
 * perhaps; it belongs behind the colon, or behind the key without one. */
static struct span
span_of_nothing(struct yaml *yaml, struct span span)
{
	const struct node *last = build_last(&yaml->build);
	const char *s = yaml->source->bytes;

	if (last == NULL || span.start == 0 || s[span.start - 1] == ':' ||
	    s[span.start - 1] == '-')
		return span;
	if (last->span.end < span.start &&
	    yaml->build.open[yaml->build.depth - 1]->kind == NODE_MAPPING &&
	    memchr(s + last->span.end, ':', span.start - last->span.end) ==
		NULL)
		span.start = span.end = last->span.end;
	return span;
}

/* No scalar begins with & or !, so what does is a property; libyaml forgets
 * the tag `!`, and a count of them would miss it. */
static struct span
scalar_span(struct yaml *yaml, const yaml_event_t *event, enum node_style style)
{
	const char *s = yaml->source->bytes;
	struct span span;

	span.start = offset(yaml, &event->start_mark);
	span.end = offset(yaml, &event->end_mark);
	if (style == STYLE_PLAIN && event->data.scalar.length == 0) {
		if (span.start == span.end)
			return span_of_nothing(yaml, span);
		span.start = span.end;
		return span;
	}
	while (span.start < span.end && strchr("&!", s[span.start]) != NULL)
		span.start =
		    skip_properties(yaml->source, span.start, span.end, 1);
	if (style == STYLE_LITERAL || style == STYLE_FOLDED) {
		while (span.end > span.start + 1 && is_space(s[span.end - 1]))
			span.end--;
	}
	return span;
}

static bool
add_scalar(struct yaml *yaml, const yaml_event_t *event)
{
	enum node_style style = scalar_style(event->data.scalar.style);
	struct node *node;

	node = build_node(&yaml->build, NODE_SCALAR, style,
	    scalar_span(yaml, event, style));
	if (node == NULL)
		return false;
	node->length = (uint32_t)event->data.scalar.length;
	node->text = arena_copy(yaml->build.tree->arena,
	    (const char *)event->data.scalar.value, node->length);
	return name_node(yaml, node, event->data.scalar.anchor,
	    event->data.scalar.tag);
}

static bool
add_alias(struct yaml *yaml, const yaml_event_t *event)
{
	const char *name = (const char *)event->data.alias.anchor;
	const struct node *target = anchors_get(&yaml->anchors, name);
	struct span span;
	struct node *node;

	span.start = offset(yaml, &event->start_mark);
	span.end = offset(yaml, &event->end_mark);
	if (target == NULL) {
		build_refuse(&yaml->build, span.start,
		    "no anchor &%.100s before this alias", name);
		yaml->build.problem->span = span;
		return false;
	}
	node = build_node(&yaml->build, NODE_ALIAS, STYLE_PLAIN, span);
	if (node == NULL)
		return false;
	node->anchor = target->anchor;
	node->u.target = target;
	return true;
}

static bool
open_collection(struct yaml *yaml, const yaml_event_t *event,
    enum node_kind kind, bool is_flow, const yaml_char_t *anchor,
    const yaml_char_t *tag)
{
	uint32_t start =
	    skip_properties(yaml->source, offset(yaml, &event->start_mark),
		yaml->source->size, (anchor != NULL) + (tag != NULL));
	struct node *node = build_open(&yaml->build, kind,
	    is_flow ? STYLE_FLOW : STYLE_BLOCK, start);

	return node != NULL && name_node(yaml, node, anchor, tag);
}

/* A block collection, and `a: b` in brackets, end with their last child:
 * their own end mark is that of the next token. */
static void
close_collection(struct yaml *yaml, const yaml_event_t *event)
{
	struct node *node = yaml->build.open[yaml->build.depth - 1];
	const struct node *last = build_last(&yaml->build);
	uint32_t end = offset(yaml, &event->end_mark);

	if (node->style == STYLE_FLOW &&
	    event->start_mark.index != event->end_mark.index)
		node->span.end = end;
	else if (last != NULL && last->span.end > node->span.start)
		node->span.end = last->span.end;
	build_close(&yaml->build);
}

static bool
add_event(struct yaml *yaml, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return add_scalar(yaml, event);
	case YAML_ALIAS_EVENT:
		return add_alias(yaml, event);
	case YAML_SEQUENCE_START_EVENT:
		return open_collection(yaml, event, NODE_SEQUENCE,
		    event->data.sequence_start.style ==
			YAML_FLOW_SEQUENCE_STYLE,
		    event->data.sequence_start.anchor,
		    event->data.sequence_start.tag);
	case YAML_MAPPING_START_EVENT:
		return open_collection(yaml, event, NODE_MAPPING,
		    event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE,
		    event->data.mapping_start.anchor,
		    event->data.mapping_start.tag);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		close_collection(yaml, event);
		return true;
	case YAML_DOCUMENT_END_EVENT:
		build_document(&yaml->build);
		anchors_forget(&yaml->anchors);
		return true;
	case YAML_STREAM_END_EVENT:
		yaml->is_done = true;
		return true;
	default:
		return true;
	}
}

static bool
refuse_syntax(struct yaml *yaml, const yaml_parser_t *parser, const char *what)
{
	struct syntax_problem problem = { .what = what,
		.context = parser->context,
		.at = offset(yaml, &parser->problem_mark),
		.begun = offset(yaml, &parser->context_mark) };
	struct text text;

	text_init(&text);
	syntax_say(&text, yaml->source, &problem);
	build_refuse(&yaml->build, problem.at, "%s", text_string(&text));
	text_release(&text);
	return false;
}

/* What libyaml says, and where: reader errors have no mark, only an offset
 * in bytes. */
static bool
refuse(struct yaml *yaml, const yaml_parser_t *parser)
{
	const char *what = parser->problem;
	uint32_t at =
	    (uint32_t)parser->problem_offset + source_mark_size(yaml->source);

	if (parser->error == YAML_MEMORY_ERROR)
		return build_limit(&yaml->build, 0, "no memory is left");
	if (what == NULL)
		what = "not YAML";
	if (parser->error == YAML_READER_ERROR) {
		if (at > yaml->source->size)
			at = yaml->source->size;
		if (parser->problem_value >= 0)
			return build_refuse(&yaml->build, at, "%s (0x%02x)",
			    what, (unsigned)parser->problem_value);
		return build_refuse(&yaml->build, at, "%s", what);
	}
	return refuse_syntax(yaml, parser, what);
}

/* libyaml takes quadratic time over tag directives. */
static bool
has_few_directives(struct yaml *yaml)
{
	const char *s = yaml->source->bytes, *end = s + yaml->source->size;
	const char *at = s;
	int count = 0;

	while (at < end && (at = memchr(at, '%', (size_t)(end - at))) != NULL) {
		if ((at == s || is_break(at[-1])) && end - at >= 4 &&
		    memcmp(at, "%TAG", 4) == 0 && ++count > DIRECTIVE_LIMIT)
			return build_limit(&yaml->build, (uint32_t)(at - s),
			    "more than %d %%TAG lines", DIRECTIVE_LIMIT);
		at++;
	}
	return true;
}

static bool
read_events(struct yaml *yaml, yaml_parser_t *parser)
{
	while (!yaml->is_done) {
		yaml_event_t event;
		bool is_added;

		memset(&event, 0, sizeof(event));
		if (!yaml_parser_parse(parser, &event))
			return refuse(yaml, parser);
		is_added = add_event(yaml, &event);
		yaml_event_delete(&event);
		if (!is_added)
			return false;
	}
	return true;
}

static bool
read_all(struct yaml *yaml)
{
	const struct source *source = yaml->source;
	uint32_t mark = source_mark_size(source);
	yaml_parser_t parser;
	bool is_read;

	if (source->broken != NULL)
		return build_refuse(&yaml->build, source->broken_at, "%s",
		    source->broken);
	if (!has_few_directives(yaml))
		return false;
	if (!yaml_parser_initialize(&parser))
		return build_limit(&yaml->build, 0, "no memory is left");
	yaml->mark = mark != 0;
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser,
	    (const unsigned char *)source->bytes + mark, source->size - mark);
	is_read = read_events(yaml, &parser);
	yaml_parser_delete(&parser);
	return is_read;
}

struct tree *
tree_read_yaml(struct source *source, struct tree_problem *problem)
{
	struct yaml yaml;
	struct tree *tree = NULL;

	memset(&yaml, 0, sizeof(yaml));
	yaml.source = source;
	build_init(&yaml.build, source, SYNTAX_YAML, problem);
	if (read_all(&yaml))
		tree = build_finish(&yaml.build);
	build_release(&yaml.build);
	return tree;
}
