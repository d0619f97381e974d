#include "read/syntax.h"

#include "base/utf8.h"

#include <string.h>

struct place {
	struct source *source;
	uint32_t at, line;
	const char *start, *end; /* of the line that at stands on */
	const char *here;
};

static struct place
place_of(struct source *source, uint32_t at)
{
	struct place p = { .source = source };
	struct span line;
	uint32_t column;

	p.at = at > source->size ? (uint32_t)source->size : at;
	source_place(source, p.at, &p.line, &column);
	line = source_line(source, p.line);
	p.start = source->bytes + line.start;
	p.end = source->bytes + line.end;
	p.here = source->bytes + p.at;
	return p;
}

/* What stands there, as a reader sees it; "" past the end of the line. */
static void
add_character(struct text *out, const struct place *p)
{
	size_t n;

	if (p->here >= p->end)
		return;
	n = utf8_length(p->here, (size_t)(p->end - p->here));
	text_add_printable(out, p->here, n == 0 ? 1 : n);
}

static bool
is_first(const struct place *p)
{
	for (const char *s = p->start; s < p->here; s++)
		if (*s != ' ' && *s != '\t')
			return false;
	return true;
}

/* "key: value: more" before the second colon. */
static bool
has_colon_before(const struct place *p)
{
	for (const char *s = p->start; s + 1 < p->here; s++)
		if (s[0] == ':' && s[1] == ' ')
			return true;
	return false;
}

static void
say_value(struct text *out, const struct place *p)
{
	if (has_colon_before(p))
		text_add(out, "a second ': ' on one line: put the value in "
			      "quotes");
	else
		text_add(out, "a key below one that has its value already: "
			      "indent it as its neighbours");
}

static void
say_key(struct text *out, const struct place *p, uint32_t begun)
{
	uint32_t line, column;

	source_place(p->source, begun, &line, &column);
	if (!is_first(p)) {
		add_character(out, p);
		text_add(out, " after a value that has ended");
	} else if (p->here < p->end && *p->here == '-') {
		text_printf(out,
		    "a list item among the keys that begin on "
		    "line %u",
		    (unsigned)line);
	} else {
		text_printf(out,
		    "indented like none of the keys that begin on "
		    "line %u",
		    (unsigned)line);
	}
}

static void
say_item(struct text *out, const struct place *p, uint32_t begun)
{
	uint32_t line, column;

	source_place(p->source, begun, &line, &column);
	if (is_first(p)) {
		text_printf(out,
		    "indented like none of the items that begin on line %u",
		    (unsigned)line);
	} else {
		add_character(out, p);
		text_add(out, " after an item that has ended");
	}
}

static void
say_character(struct text *out, const struct place *p)
{
	if (p->here < p->end && *p->here == '\t') {
		text_add(out, "a tab: YAML is indented with spaces");
		return;
	}
	add_character(out, p);
	text_add(out, " begins no value: put the value in quotes");
}

static void
say_escape(struct text *out, const struct place *p)
{
	struct place next = *p;

	next.here++;
	text_add_char(out, '\\');
	add_character(out, &next);
	text_add(out, " is no escape: write \\\\, or use single quotes");
}

static void
say_no_colon(struct text *out, const struct place *p)
{
	static const char *const marks[] = { "<<<<<<<", "=======", ">>>>>>>" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (p->end - p->start >= 7 &&
		    memcmp(p->start, marks[i], 7) == 0) {
			text_add(out, "a merge conflict that nobody resolved");
			return;
		}
	text_add(out, "a line without ': ', where a key is wanted");
}

static void
say_open(struct text *out, const struct place *begun, const char *close)
{
	add_character(out, begun);
	text_printf(out, " of line %u is not closed: ',' or '%s' is wanted",
	    (unsigned)begun->line, close);
}

static bool
is(const char *what, const char *other)
{
	return what != NULL && strcmp(what, other) == 0;
}

static bool
say_better(struct text *out, struct source *source, struct syntax_problem *p)
{
	struct place at = place_of(source, p->at);
	struct place begun = place_of(source, p->begun);

	if (is(p->what, "mapping values are not allowed in this context"))
		say_value(out, &at);
	else if (is(p->what, "did not find expected key") &&
		 is(p->context, "while parsing a block mapping"))
		say_key(out, &at, p->begun);
	else if (is(p->what, "did not find expected '-' indicator"))
		say_item(out, &at, p->begun);
	else if (is(p->what, "found character that cannot start any token"))
		say_character(out, &at);
	else if (is(p->what, "found a tab character that violates indentation"))
		text_add(out, "a tab: YAML is indented with spaces");
	else if (is(p->what, "block sequence entries are not allowed in this "
			     "context"))
		text_add(out, "a list begins on the line of its key: put it "
			      "on the next");
	else if (is(p->what, "found unknown escape character"))
		say_escape(out, &at);
	else if (is(p->what, "did not find expected ',' or ']'"))
		say_open(out, &begun, "]");
	else if (is(p->what, "did not find expected ',' or '}'"))
		say_open(out, &begun, "}");
	else if (is(p->what, "could not find expected ':'")) {
		say_no_colon(out, &begun);
		p->at = p->begun;
	} else if (is(p->what, "found unexpected end of stream") &&
		   is(p->context, "while scanning a quoted scalar")) {
		text_add(out, "a quote that is not closed");
		p->at = p->begun;
	} else
		return false;
	return true;
}

void
syntax_say(struct text *out, struct source *source,
    struct syntax_problem *problem)
{
	if (say_better(out, source, problem))
		return;
	if (problem->context != NULL)
		text_printf(out, "%s ", problem->context);
	text_add(out, problem->what);
}
