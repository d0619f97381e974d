#include "fix/edit.h"

#include "fix/lines.h"

#include <string.h>

bool
edit_span(struct fix *fix, struct source *source, struct span span,
    const char *text, struct arena *arena)
{
	struct edit **at = &fix->edits, *edit;

	while (*at != NULL && (*at)->span.end <= span.start)
		at = &(*at)->next;
	if (*at != NULL && (*at)->span.start < span.end)
		return false;
	edit = arena_alloc(arena, sizeof(*edit));
	edit->source = source;
	edit->span = span;
	edit->text = arena_string(arena, text);
	edit->next = *at;
	*at = edit;
	return true;
}

/* Text that needs no quotes in any YAML dialect: words and numbers. */
static bool
is_plain(const char *text)
{
	if (*text == '\0' || strchr("-?:,[]{}#&*!|>'\"%@` \t", *text) != NULL)
		return *text == '-' && text[1] >= '0' && text[1] <= '9';
	for (const char *p = text; *p != '\0'; p++) {
		if ((unsigned char)*p < 0x20 || strchr("#,[]{}\"'", *p) ||
		    (*p == ':' && (p[1] == ' ' || p[1] == '\0')))
			return false;
	}
	return text[strlen(text) - 1] != ' ' && strcmp(text, "<<") != 0 &&
	       strcmp(text, "=") != 0 && strncmp(text, "...", 3) != 0;
}

static bool
is_json_bare(const char *text)
{
	static const char *const words[] = { "true", "false", "null" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(text, words[i]) == 0)
			return true;
	}
	return strspn(text, "0123456789+-.eE") == strlen(text);
}

/* The token for text in the style that the old one had; NULL: none. */
static const char *
token(enum tree_syntax syntax, enum node_style style, const char *text,
    struct arena *arena)
{
	struct text out;
	const char *made;

	if (strpbrk(text, "\n\r") != NULL)
		return NULL;
	if (syntax == SYNTAX_JSON ? style == STYLE_PLAIN && is_json_bare(text)
				  : style == STYLE_PLAIN && is_plain(text))
		return text;
	if (syntax == SYNTAX_YAML && style == STYLE_SINGLE)
		return strchr(text, '\'') != NULL
			   ? NULL
			   : arena_printf(arena, "'%s'", text);
	if (style != STYLE_PLAIN && style != STYLE_DOUBLE)
		return NULL;
	text_init(&out);
	text_add_json(&out, text, strlen(text));
	made = arena_copy(arena, out.s, out.length);
	text_release(&out);
	return made;
}

/* Of a new value, which may be a collection in the file's syntax. */
static const char *
value_token(enum tree_syntax syntax, const char *text, struct arena *arena)
{
	if ((text[0] == '{' || text[0] == '[') &&
	    strpbrk(text, "\n\r#") == NULL)
		return text;
	return token(syntax, STYLE_PLAIN, text, arena);
}

static bool
is_editable(const struct source *source, const struct node *scalar)
{
	return !source->transcoded && scalar != NULL &&
	       scalar->kind == NODE_SCALAR && scalar->tag == NULL &&
	       scalar->span.end > scalar->span.start &&
	       scalar->span.end <= source->size &&
	       memchr(source->bytes + scalar->span.start, '\n',
		   scalar->span.end - scalar->span.start) == NULL;
}

/* A value that nobody wrote: `key:`, with or without a comment. */
static bool
is_left_out(const struct source *source, const struct node *scalar)
{
	return !source->transcoded && scalar != NULL &&
	       scalar->kind == NODE_SCALAR && scalar->style == STYLE_PLAIN &&
	       scalar->tag == NULL && scalar->anchor == NULL &&
	       scalar->span.end == scalar->span.start &&
	       scalar->span.start > 0 && scalar->span.end <= source->size &&
	       source->bytes[scalar->span.start - 1] == ':';
}

static bool
fill_in(struct fix *fix, struct source *source, const struct node *scalar,
    const char *text, struct arena *arena)
{
	return text != NULL && edit_span(fix, source, scalar->span,
				   arena_printf(arena, " %s", text), arena);
}

bool
edit_replace(struct fix *fix, struct source *source, enum tree_syntax syntax,
    const struct node *scalar, const char *text, struct arena *arena)
{
	const char *made;

	if (is_left_out(source, scalar))
		return fill_in(fix, source, scalar,
		    token(syntax, STYLE_PLAIN, text, arena), arena);
	if (!is_editable(source, scalar))
		return false;
	made = token(syntax, scalar->style, text, arena);
	return made != NULL &&
	       edit_span(fix, source, scalar->span, made, arena);
}

bool
edit_write(struct fix *fix, struct source *source, const struct node *scalar,
    const char *text, struct arena *arena)
{
	if (*text == '\0' || strpbrk(text, "\n\r") != NULL)
		return false;
	if (is_left_out(source, scalar))
		return fill_in(fix, source, scalar, text, arena);
	return is_editable(source, scalar) &&
	       edit_span(fix, source, scalar->span, text, arena);
}

static const struct pair *
pair_of(const struct node *mapping, const struct node *key)
{
	if (mapping == NULL || mapping->kind != NODE_MAPPING)
		return NULL;
	for (uint32_t i = 0; i < mapping->count; i++) {
		if (mapping->u.pairs[i].key == key)
			return &mapping->u.pairs[i];
	}
	return NULL;
}

static uint32_t
end_of(const struct pair *pair)
{
	uint32_t key = pair->key->span.end, value = pair->value->span.end;

	return value < key ? key : value;
}

/* Where the line after a pair starts.  Block collections end after their
 * last token, so that a trailing comment stays with the pair. */
static uint32_t
after_pair(const struct source *source, const struct pair *pair)
{
	return line_next(source, end_of(pair));
}

static uint32_t
skip_blanks(const struct source *source, uint32_t at)
{
	while (source->bytes[at] == ' ' || source->bytes[at] == '\t')
		at++;
	return at;
}

static bool
is_line_end(const struct source *source, uint32_t at)
{
	return source->bytes[at] == '\n' || source->bytes[at] == '\r';
}

/* Past a comment of YAML, to the end of its line. */
static uint32_t
skip_comment(const struct source *source, enum tree_syntax syntax, uint32_t at)
{
	if (syntax == SYNTAX_YAML && at > 0 && source->bytes[at] == '#' &&
	    strchr(" \t", source->bytes[at - 1]) != NULL)
		while (at < source->size && !is_line_end(source, at))
			at++;
	return at;
}

/* The lines of a member of an object written one a line; the last one takes
 * the comma before it along. */
static bool
drop_member(struct fix *fix, struct source *source, enum tree_syntax syntax,
    const struct node *mapping, const struct pair *pair, struct arena *arena)
{
	uint32_t start = line_start(source, pair->key->span.start);
	uint32_t at = skip_blanks(source, end_of(pair)), comma;

	if (source->bytes[at] == ',')
		at = skip_blanks(source, at + 1);
	else if (pair == mapping->u.pairs)
		return false;
	else {
		comma = skip_blanks(source, end_of(pair - 1));
		if (source->bytes[comma] != ',' ||
		    !edit_span(fix, source, (struct span){ comma, comma + 1 },
			"", arena))
			return false;
	}
	at = skip_comment(source, syntax, at);
	return is_line_end(source, at) &&
	       line_is_blank(source, start, pair->key->span.start) &&
	       edit_span(fix, source,
		   (struct span){ start, line_next(source, at) }, "", arena);
}

bool
edit_drop(struct fix *fix, struct source *source, enum tree_syntax syntax,
    const struct node *mapping, const struct node *key, struct arena *arena)
{
	const struct pair *pair = pair_of(mapping, key);
	struct span span;

	if (pair == NULL || mapping->count < 2 || source->transcoded)
		return false;
	if (mapping->style == STYLE_FLOW)
		return drop_member(fix, source, syntax, mapping, pair, arena);
	span.start = line_start(source, key->span.start);
	span.end = after_pair(source, pair);
	if (!line_is_blank(source, span.start, key->span.start))
		return false; /* `- key: value`, the first of a list item */
	/* A file without a final line end goes on without one. */
	if (!line_ends_before(source, span.end))
		while (span.start > source_mark_size(source) &&
		       is_line_end(source, span.start - 1))
			span.start--;
	return edit_span(fix, source, span, "", arena);
}

static bool
insert_yaml(struct fix *fix, struct source *source, const struct pair *pair,
    const char *new_key, const char *value, struct arena *arena)
{
	uint32_t at = after_pair(source, pair);
	const char *end = line_ending(source, end_of(pair));
	bool ends = line_ends_before(source, at);
	const char *indentation =
	    line_indentation(source, pair->key->span.start, arena);

	new_key = token(SYNTAX_YAML, STYLE_PLAIN, new_key, arena);
	value = value_token(SYNTAX_YAML, value, arena);
	return indentation != NULL && new_key != NULL && value != NULL &&
	       edit_span(fix, source, (struct span){ at, at },
		   arena_printf(arena, "%s%s%s: %s%s", ends ? "" : end,
		       indentation, new_key, value, ends ? end : ""),
		   arena);
}

/* A new line of an object or a list that has one member a line: after the
 * one that it goes with, or before that where it is the last, as no comma may
 * stand there. */
static bool
insert_member(struct fix *fix, struct source *source, enum tree_syntax syntax,
    struct span member, const char *text, struct arena *arena)
{
	uint32_t start = line_start(source, member.start), at = start;
	uint32_t end = skip_blanks(source, member.end);
	bool is_last = source->bytes[end] != ',';

	if (!line_is_blank(source, start, member.start))
		return false;
	if (!is_last)
		end = skip_blanks(source, end + 1);
	end = skip_comment(source, syntax, end);
	if (!is_line_end(source, end))
		return false;
	if (!is_last)
		at = line_next(source, end);
	return edit_span(fix, source, (struct span){ at, at },
	    arena_printf(arena, "%s%s,%s",
		line_indentation(source, member.start, arena), text,
		line_ending(source, member.start)),
	    arena);
}

/* In JSON, and in YAML between braces, as the keys there are written. */
static bool
insert_pair(struct fix *fix, struct source *source, enum tree_syntax syntax,
    const struct pair *pair, const char *new_key, const char *value,
    struct arena *arena)
{
	struct span member = { pair->key->span.start, end_of(pair) };

	new_key = token(syntax, pair->key->style, new_key, arena);
	value =
	    value_token(pair->key->style == STYLE_DOUBLE ? SYNTAX_JSON : syntax,
		value, arena);
	return new_key != NULL && value != NULL &&
	       insert_member(fix, source, syntax, member,
		   arena_printf(arena, "%s: %s", new_key, value), arena);
}

/* Items of a block sequence stand alone on their lines. */
static bool
insert_item_line(struct fix *fix, struct source *source,
    const struct node *item, const char *text, struct arena *arena)
{
	uint32_t start = line_start(source, item->span.start);
	uint32_t at = line_next(source, item->span.end);
	const char *end = line_ending(source, item->span.end);
	bool ends = line_ends_before(source, at);

	for (uint32_t i = start; i < item->span.start; i++) {
		if (source->bytes[i] != ' ' && source->bytes[i] != '-')
			return false;
	}
	return edit_span(fix, source, (struct span){ at, at },
	    arena_printf(arena, "%s%.*s%s%s", ends ? "" : end,
		(int)(item->span.start - start), source->bytes + start, text,
		ends ? end : ""),
	    arena);
}

bool
edit_insert_item(struct fix *fix, struct source *source,
    enum tree_syntax syntax, const struct node *item, const char *text,
    struct arena *arena)
{
	const struct node *list = item->parent;
	const char *made = token(SYNTAX_JSON, STYLE_PLAIN, text, arena);

	if (!is_editable(source, item) || list == NULL ||
	    list->kind != NODE_SEQUENCE || made == NULL)
		return false;
	if (list->style == STYLE_FLOW)
		return insert_member(fix, source, syntax, item->span, made,
		    arena);
	return insert_item_line(fix, source, item, text, arena);
}

bool
edit_insert_after(struct fix *fix, struct source *source,
    enum tree_syntax syntax, const struct node *mapping, const struct node *key,
    const char *new_key, const char *value, struct arena *arena)
{
	const struct pair *pair = pair_of(mapping, key);

	if (pair == NULL || source->transcoded)
		return false;
	if (mapping->style == STYLE_FLOW)
		return insert_pair(fix, source, syntax, pair, new_key, value,
		    arena);
	return insert_yaml(fix, source, pair, new_key, value, arena);
}

bool
edits_apply(const struct source *source, const struct edit *edits,
    struct text *out)
{
	uint32_t at = 0;

	for (const struct edit *edit = edits; edit != NULL; edit = edit->next) {
		if (edit->source != source || edit->span.start < at ||
		    edit->span.end < edit->span.start ||
		    edit->span.end > source->size)
			return false;
		text_add_bytes(out, source->bytes + at, edit->span.start - at);
		text_add(out, edit->text);
		at = edit->span.end;
	}
	text_add_bytes(out, source->bytes + at, source->size - at);
	return true;
}
