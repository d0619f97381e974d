#include "fix/edit.h"

#include <string.h>

/* Put an edit in its place; false where it meets another. */
static bool
add(struct fix *fix, struct source *source, struct span span, const char *text,
    struct arena *arena)
{
	struct edit **at = &fix->edits, *edit;

	while (*at != NULL && (*at)->span.end <= span.start &&
	       (*at)->span.start < span.start)
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
	return text[strlen(text) - 1] != ' ';
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

bool
edit_replace(struct fix *fix, struct source *source, enum tree_syntax syntax,
    const struct node *scalar, const char *text, struct arena *arena)
{
	const char *made;

	if (!is_editable(source, scalar))
		return false;
	made = token(syntax, scalar->style, text, arena);
	return made != NULL && add(fix, source, scalar->span, made, arena);
}

bool
edit_rename(struct fix *fix, struct source *source, enum tree_syntax syntax,
    const struct node *key, const char *text, struct arena *arena)
{
	return edit_replace(fix, source, syntax, key, text, arena);
}

static uint32_t
line_start(const struct source *source, uint32_t offset)
{
	while (offset > 0 && source->bytes[offset - 1] != '\n')
		offset--;
	return offset;
}

/* The first byte of the next line, or the end. */
static uint32_t
next_line(const struct source *source, uint32_t offset)
{
	while (offset < source->size && source->bytes[offset] != '\n')
		offset++;
	return offset < source->size ? offset + 1 : offset;
}

/* True where nothing but blanks stands between start and offset. */
static bool
is_blank(const struct source *source, uint32_t start, uint32_t offset)
{
	for (; start < offset; start++) {
		if (source->bytes[start] != ' ' && source->bytes[start] != '\t')
			return false;
	}
	return true;
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

/* Where the line after a pair starts.  Block collections end after their
 * last token, so that a trailing comment stays with the pair. */
static uint32_t
after_pair(const struct source *source, const struct pair *pair)
{
	uint32_t end = pair->value->span.end;

	if (end < pair->key->span.end)
		end = pair->key->span.end;
	/* A block scalar's range may hold its last line's end already. */
	if (end > 0 && end > pair->key->span.end &&
	    source->bytes[end - 1] == '\n')
		return end;
	return next_line(source, end);
}

bool
edit_drop(struct fix *fix, struct source *source, const struct node *mapping,
    const struct node *key, struct arena *arena)
{
	const struct pair *pair = pair_of(mapping, key);
	struct span span;

	if (pair == NULL || mapping->style != STYLE_BLOCK ||
	    mapping->count < 2 || source->transcoded)
		return false;
	span.start = line_start(source, key->span.start);
	span.end = after_pair(source, pair);
	if (!is_blank(source, span.start, key->span.start))
		return false; /* `- key: value`, the first of a list item */
	return add(fix, source, span, "", arena);
}

/* The line end that the file uses around offset. */
static const char *
line_end(const struct source *source, uint32_t offset)
{
	uint32_t next = next_line(source, offset);

	if (next >= 2 && next <= source->size &&
	    source->bytes[next - 1] == '\n' && source->bytes[next - 2] == '\r')
		return "\r\n";
	return "\n";
}

static bool
insert_yaml(struct fix *fix, struct source *source, const struct pair *pair,
    const char *new_key, const char *value, struct arena *arena)
{
	uint32_t start = line_start(source, pair->key->span.start);
	uint32_t at = after_pair(source, pair);
	const char *end = line_end(source, pair->key->span.start), *line;
	int indent = (int)(pair->key->span.start - start);
	bool ends = at > 0 && source->bytes[at - 1] == '\n';

	if (!is_blank(source, start, pair->key->span.start)) {
		/* `- key:`: the next line starts under the key, with blanks */
		for (uint32_t i = start; i < pair->key->span.start; i++) {
			if (source->bytes[i] != ' ' && source->bytes[i] != '-')
				return false;
		}
	}
	line = arena_printf(arena, "%s%*s%s: %s%s", ends ? "" : end, indent, "",
	    new_key, value, ends ? end : "");
	return add(fix, source, (struct span){ at, at }, line, arena);
}

static bool
insert_json(struct fix *fix, struct source *source, const struct pair *pair,
    const char *new_key, const char *value, struct arena *arena)
{
	uint32_t start = line_start(source, pair->key->span.start);
	uint32_t at = pair->value->span.end;
	int indent = (int)(pair->key->span.start - start);
	const char *made = token(SYNTAX_JSON, STYLE_PLAIN, value, arena);

	if (made == NULL || !is_blank(source, start, pair->key->span.start))
		return false;
	made = arena_printf(arena, ",%s%*s\"%s\": %s",
	    line_end(source, pair->key->span.start), indent, "", new_key, made);
	return add(fix, source, (struct span){ at, at }, made, arena);
}

bool
edit_insert_after(struct fix *fix, struct source *source,
    enum tree_syntax syntax, const struct node *mapping, const struct node *key,
    const char *new_key, const char *value, struct arena *arena)
{
	const struct pair *pair = pair_of(mapping, key);

	if (pair == NULL || source->transcoded)
		return false;
	if (syntax == SYNTAX_JSON)
		return insert_json(fix, source, pair, new_key, value, arena);
	return mapping->style == STYLE_BLOCK &&
	       insert_yaml(fix, source, pair, new_key, value, arena);
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
