/* json_scalar: strings, numbers and words of JSON. */

#include "read/json_parse.h"

#include "base/utf8.h"

#include <string.h>

bool
json_refuse(struct json *json, const char *what)
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
			return json_refuse(json,
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
		return json_refuse(json,
		    "an escape (\\n, \\\", \\u0041) should be");
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

bool
json_string(struct json *json)
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
		return json_refuse(json, "a digit should be");
	while (is_digit(json))
		json->at++;
	return true;
}

bool
json_is_one_of(const struct json *json, const char *set)
{
	return json->at < json->size && json->s[json->at] != '\0' &&
	       strchr(set, json->s[json->at]) != NULL;
}

bool
json_number(struct json *json)
{
	uint32_t start = json->at;

	json->at += json->s[start] == '-';
	if (json_is_one_of(json, "0")) {
		json->at++;
		if (is_digit(json))
			return build_refuse(&json->build, start,
			    "a number with a leading zero");
	} else if (!read_digits(json)) {
		return false;
	}
	if (json_is_one_of(json, ".")) {
		json->at++;
		if (!read_digits(json))
			return false;
	}
	if (json_is_one_of(json, "eE")) {
		json->at++;
		json->at += json_is_one_of(json, "+-");
		if (!read_digits(json))
			return false;
	}
	return add_plain(json, start);
}

bool
json_word(struct json *json)
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
	if (json_is_one_of(json, "#/"))
		return build_refuse(&json->build, start,
		    "JSON has no comments");
	if (json_is_one_of(json, "]}") && json->expect == EXPECT_VALUE &&
	    build_last(&json->build) != NULL)
		return json_refuse(json,
		    "a value should be (a comma too many?)");
	return json_refuse(json, "a value should be");
}
