#include "read/build.h"

#include "base/utf8.h"

#include <string.h>

/* RFC 8259 to the letter, without recursion: what is expected next is a
 * state, and the open collections are those of the tree in the making. */
enum expect {
	EXPECT_VALUE,
	EXPECT_VALUE_OR_END, /* just after [ */
	EXPECT_KEY,
	EXPECT_KEY_OR_END, /* just after { */
	EXPECT_COLON,
	EXPECT_COMMA_OR_END,
	EXPECT_NOTHING /* the document is complete */
};

struct json {
	struct build build;
	const char *s;
	uint32_t at, size;
	enum expect expect;
	bool relaxed; /* comments, and a comma after the last item */
};

/* A comment at this place: its length, or 0. */
static uint32_t
comment_length(const struct json *json)
{
	const char *s = json->s + json->at, *end;
	uint32_t left = json->size - json->at;

	if (left < 2 || s[0] != '/')
		return 0;
	if (s[1] == '/') {
		end = memchr(s, '\n', left);
		return end == NULL ? left : (uint32_t)(end - s);
	}
	if (s[1] != '*')
		return 0;
	for (uint32_t i = 2; i + 1 < left; i++)
		if (s[i] == '*' && s[i + 1] == '/')
			return i + 2;
	return 0;
}

static void
skip_space(struct json *json)
{
	uint32_t comment;

	for (;;) {
		while (json->at < json->size &&
		       memchr(" \t\r\n", json->s[json->at], 4) != NULL)
			json->at++;
		comment = json->relaxed ? comment_length(json) : 0;
		if (comment == 0)
			return;
		json->at += comment;
	}
}

static bool
refuse(struct json *json, const char *what)
{
	const char *s = json->s + json->at;
	size_t n;

	if (json->at >= json->size)
		return build_refuse(&json->build, json->at,
		    "the file ends where %s", what);
	n = utf8_length(s, json->size - json->at);
	if (n == 0 || (n == 1 && ((unsigned char)*s < ' ' || *s == 0x7f)))
		return build_refuse(&json->build, json->at,
		    "byte 0x%02x where %s", (unsigned char)*s, what);
	return build_refuse(&json->build, json->at, "%.*s where %s", (int)n, s,
	    what);
}

static bool
read_hex(struct json *json, uint32_t *unit)
{
	*unit = 0;
	for (int i = 0; i < 4; i++) {
		static const char digits[] = "0123456789abcdef";
		char c = json->at < json->size ? json->s[json->at] : '\0';
		const char *found;

		if (c >= 'A' && c <= 'F')
			c = (char)(c - 'A' + 'a');
		found = c == '\0' ? NULL : strchr(digits, c);
		if (found == NULL)
			return refuse(json,
			    "one of the four hexadecimal digits of \\u "
			    "should be");
		*unit = *unit << 4 | (uint32_t)(found - digits);
		json->at++;
	}
	return true;
}

/* After \u: four digits, and four more where they are half a pair. */
static bool
read_point(struct json *json, uint32_t *point)
{
	uint32_t low, again;

	if (!read_hex(json, point))
		return false;
	if (*point < 0xd800 || *point > 0xdfff)
		return true;
	again = json->at;
	if (*point <= 0xdbff && json->size - json->at >= 6 &&
	    memcmp(json->s + json->at, "\\u", 2) == 0) {
		json->at += 2;
		if (!read_hex(json, &low))
			return false;
		if (low >= 0xdc00 && low <= 0xdfff) {
			*point = 0x10000 + ((*point - 0xd800) << 10) +
				 (low - 0xdc00);
			return true;
		}
	}
	json->at = again;
	*point = 0xfffd;
	return true;
}

static bool
read_escape(struct json *json, char *out, size_t *used)
{
	static const char names[] = "\"\\/bfnrt";
	static const char values[] = "\"\\/\b\f\n\r\t";
	char c = ++json->at < json->size ? json->s[json->at] : '\0';
	const char *found = c == '\0' ? NULL : strchr(names, c);
	uint32_t point;

	if (found != NULL) {
		out[(*used)++] = values[found - names];
		json->at++;
		return true;
	}
	if (c != 'u')
		return refuse(json, "an escape (\\n, \\\", \\u0041) should be");
	json->at++;
	if (!read_point(json, &point))
		return false;
	*used += utf8_encode(point, out + *used);
	return true;
}

/* The offset of the closing quote, or of the end of the file; no escape is
 * longer than what it stands for, so this bounds the text too. */
static uint32_t
find_quote(const struct json *json)
{
	uint32_t at = json->at + 1;

	while (at < json->size && json->s[at] != '"')
		at += json->s[at] == '\\' ? 2 : 1;
	return at < json->size ? at : json->size;
}

/* Bytes from here on that stand for themselves. */
static size_t
count_plain(const struct json *json)
{
	const char *s = json->s + json->at;
	size_t left = json->size - json->at, n = 0;

	while (n < left && s[n] >= ' ' && (unsigned char)s[n] < 0x80 &&
	       s[n] != '"' && s[n] != '\\')
		n++;
	return n;
}

static bool
read_string(struct json *json)
{
	struct span span = { json->at, 0 };
	char *out = arena_alloc(json->build.tree->arena,
	    (size_t)find_quote(json) - json->at + 4);
	struct node *node;
	size_t used = 0;

	json->at++;
	while (json->at < json->size && json->s[json->at] != '"') {
		const char *s = json->s + json->at;
		size_t n = count_plain(json);

		if (n == 0)
			n = utf8_length(s, json->size - json->at);
		if (*s == '\\') {
			if (!read_escape(json, out, &used))
				return false;
			continue;
		}
		if (n == 0)
			return build_refuse(&json->build, json->at,
			    "byte 0x%02x is no UTF-8", (unsigned char)*s);
		if ((unsigned char)*s < ' ')
			return build_refuse(&json->build, json->at,
			    "control character 0x%02x in a string: "
			    "write \\u%04x",
			    (unsigned char)*s, (unsigned char)*s);
		memcpy(out + used, s, n);
		used += n;
		json->at += (uint32_t)n;
	}
	if (json->at >= json->size)
		return build_refuse(&json->build, span.start,
		    "this string has no closing quote");
	span.end = ++json->at;
	node = build_node(&json->build, NODE_SCALAR, STYLE_DOUBLE, span);
	if (node == NULL)
		return false;
	node->text = out;
	node->length = (uint32_t)used;
	return true;
}

static bool
add_plain(struct json *json, uint32_t start)
{
	struct span span = { start, json->at };
	struct node *node =
	    build_node(&json->build, NODE_SCALAR, STYLE_PLAIN, span);

	if (node == NULL)
		return false;
	node->length = span.end - span.start;
	node->text =
	    arena_copy(json->build.tree->arena, json->s + start, node->length);
	return true;
}

static bool
is_digit(const struct json *json)
{
	return json->at < json->size && json->s[json->at] >= '0' &&
	       json->s[json->at] <= '9';
}

static bool
read_digits(struct json *json)
{
	if (!is_digit(json))
		return refuse(json, "a digit should be");
	while (is_digit(json))
		json->at++;
	return true;
}

static bool
is_one_of(const struct json *json, const char *set)
{
	return json->at < json->size && json->s[json->at] != '\0' &&
	       strchr(set, json->s[json->at]) != NULL;
}

static bool
read_number(struct json *json)
{
	uint32_t start = json->at;

	json->at += json->s[start] == '-';
	if (is_one_of(json, "0")) {
		json->at++;
		if (is_digit(json))
			return build_refuse(&json->build, start,
			    "a number with a leading zero");
	} else if (!read_digits(json)) {
		return false;
	}
	if (is_one_of(json, ".")) {
		json->at++;
		if (!read_digits(json))
			return false;
	}
	if (is_one_of(json, "eE")) {
		json->at++;
		json->at += is_one_of(json, "+-");
		if (!read_digits(json))
			return false;
	}
	return add_plain(json, start);
}

static bool
read_word(struct json *json)
{
	static const char *const words[] = { "true", "false", "null" };
	uint32_t start = json->at;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t length = strlen(words[i]);

		if (json->size - start >= length &&
		    memcmp(json->s + start, words[i], length) == 0) {
			json->at += (uint32_t)length;
			return add_plain(json, start);
		}
	}
	if (is_one_of(json, "#/"))
		return build_refuse(&json->build, start,
		    "JSON has no comments");
	if (is_one_of(json, "]}") && json->expect == EXPECT_VALUE &&
	    build_last(&json->build) != NULL)
		return refuse(json, "a value should be (a comma too many?)");
	return refuse(json, "a value should be");
}

static bool
open_collection(struct json *json, enum node_kind kind)
{
	if (build_open(&json->build, kind, STYLE_FLOW, json->at) == NULL)
		return false;
	json->at++;
	json->expect =
	    kind == NODE_MAPPING ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
	return true;
}

static void
after_value(struct json *json)
{
	json->expect =
	    json->build.depth == 0 ? EXPECT_NOTHING : EXPECT_COMMA_OR_END;
}

static bool
read_value(struct json *json)
{
	bool is_read;

	if (is_one_of(json, "{"))
		return open_collection(json, NODE_MAPPING);
	if (is_one_of(json, "["))
		return open_collection(json, NODE_SEQUENCE);
	if (is_one_of(json, "\""))
		is_read = read_string(json);
	else if (is_one_of(json, "-0123456789"))
		is_read = read_number(json);
	else
		is_read = read_word(json);
	after_value(json);
	return is_read;
}

static void
close_collection(struct json *json)
{
	json->build.open[json->build.depth - 1]->span.end = ++json->at;
	build_close(&json->build);
	after_value(json);
}

static bool
is_in_mapping(const struct json *json)
{
	return json->build.open[json->build.depth - 1]->kind == NODE_MAPPING;
}

static bool
read_key(struct json *json)
{
	if (!is_one_of(json, "\""))
		return refuse(json,
		    json->expect == EXPECT_KEY
			? "a key in double quotes should be"
			: "a key in double quotes or } should be");
	json->expect = EXPECT_COLON;
	return read_string(json);
}

static bool
read_separator(struct json *json)
{
	bool in_mapping = is_in_mapping(json);

	if (is_one_of(json, in_mapping ? "}" : "]")) {
		close_collection(json);
		return true;
	}
	if (!is_one_of(json, ","))
		return refuse(json, in_mapping ? "a comma or } should be"
					       : "a comma or ] should be");
	json->at++;
	if (json->relaxed)
		json->expect =
		    in_mapping ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
	else
		json->expect = in_mapping ? EXPECT_KEY : EXPECT_VALUE;
	return true;
}

static bool
read_next(struct json *json)
{
	switch (json->expect) {
	case EXPECT_VALUE_OR_END:
		if (is_one_of(json, "]")) {
			close_collection(json);
			return true;
		}
		return read_value(json);
	case EXPECT_VALUE:
		return read_value(json);
	case EXPECT_KEY_OR_END:
		if (is_one_of(json, "}")) {
			close_collection(json);
			return true;
		}
		return read_key(json);
	case EXPECT_KEY:
		return read_key(json);
	case EXPECT_COLON:
		if (!is_one_of(json, ":"))
			return refuse(json, "a colon should be");
		json->at++;
		json->expect = EXPECT_VALUE;
		return true;
	case EXPECT_COMMA_OR_END:
		return read_separator(json);
	case EXPECT_NOTHING:
		break;
	}
	return refuse(json, "the file should end");
}

static bool
read_all(struct json *json)
{
	const struct source *source = json->build.tree->source;

	if (source->broken != NULL)
		return build_refuse(&json->build, source->broken_at, "%s",
		    source->broken);
	json->s = source->bytes;
	json->size = source->size;
	json->at = source_mark_size(source);
	json->expect = EXPECT_VALUE;
	for (;;) {
		skip_space(json);
		if (json->expect == EXPECT_NOTHING && json->at == json->size)
			return true;
		if (!read_next(json))
			return false;
	}
}

/* What VS Code reads with its own parser: devcontainers/spec
 * docs/specs/devcontainerjson-reference.md, "JSON with Comments". */
static bool
is_relaxed(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;

	return strcmp(name, "devcontainer.json") == 0 ||
	       strcmp(name, ".devcontainer.json") == 0;
}

struct tree *
tree_read_json(struct source *source, struct tree_problem *problem)
{
	struct json json;
	struct tree *tree = NULL;

	memset(&json, 0, sizeof(json));
	json.relaxed = is_relaxed(source->path);
	build_init(&json.build, source, SYNTAX_JSON, problem);
	if (read_all(&json)) {
		build_document(&json.build);
		tree = build_finish(&json.build);
	}
	build_release(&json.build);
	return tree;
}
