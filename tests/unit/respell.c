#include "respell.h"

#include "dialect/scalar.h"
#include "read/tree.h"

#include <stdio.h>
#include <string.h>

void
respell_same(struct text *out, const char *bytes, size_t size)
{
	text_add_bytes(out, bytes, size);
}

/* Line after line, without its end. */
typedef void line_writer(struct text *out, const char *line, size_t length,
    size_t number);

static void
each_line(struct text *out, const char *bytes, size_t size, line_writer *write)
{
	const char *p = bytes, *end = bytes + size;
	size_t number = 0;

	while (p < end) {
		const char *next = memchr(p, '\n', (size_t)(end - p));
		size_t length = (size_t)((next == NULL ? end : next) - p);

		write(out, p, length, number++);
		if (next != NULL)
			text_add_char(out, '\n');
		p += length + (next != NULL);
	}
}

static void
crlf_line(struct text *out, const char *line, size_t length, size_t number)
{
	(void)number;
	text_add_bytes(out, line, length);
	text_add_char(out, '\r');
}

void
respell_crlf(struct text *out, const char *bytes, size_t size)
{
	each_line(out, bytes, size, crlf_line);
}

static void
drop_end(struct text *out)
{
	while (out->length > 0 && strchr("\r\n", out->s[out->length - 1]))
		out->s[--out->length] = '\0';
}

void
respell_no_end(struct text *out, const char *bytes, size_t size)
{
	respell_same(out, bytes, size);
	drop_end(out);
}

void
respell_crlf_no_end(struct text *out, const char *bytes, size_t size)
{
	respell_crlf(out, bytes, size);
	drop_end(out);
}

void
respell_mark(struct text *out, const char *bytes, size_t size)
{
	text_add(out, "\xef\xbb\xbf");
	respell_same(out, bytes, size);
}

/* Where the value of a `key: value` line starts, or 0: of words and numbers,
 * which stay what they are under another spelling. */
static size_t
value_of(const char *line, size_t length)
{
	const char *colon = memmem(line, length, ": ", 2);
	size_t at, i;

	if (colon == NULL || *line == '{' || memchr(line, '"', length))
		return 0;
	at = (size_t)(colon - line) + 2;
	for (i = at; i < length; i++)
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXY"
			   "Z"
			   "0123456789._/-",
			line[i]) == NULL)
			return 0;
	return at < length ? at : 0;
}

static void
comment_line(struct text *out, const char *line, size_t length, size_t number)
{
	text_add_bytes(out, line, length);
	if (value_of(line, length) > 0)
		text_printf(out, "  # %zu: \"kept\"", number);
}

void
respell_comments(struct text *out, const char *bytes, size_t size)
{
	each_line(out, bytes, size, comment_line);
}

/* Between key and value in YAML; JSON is indented with them. */
static void
tab_line(struct text *out, const char *line, size_t length, size_t number)
{
	size_t value = value_of(line, length);
	size_t blanks = strspn(line, " ");

	(void)number;
	if (value > 0) {
		text_add_bytes(out, line, value - 1);
		text_add_char(out, '\t');
		text_add_bytes(out, line + value, length - value);
	} else if (blanks < length && line[blanks] == '"') {
		for (size_t i = 0; i < blanks; i += 2)
			text_add_char(out, '\t');
		text_add_bytes(out, line + blanks, length - blanks);
	} else {
		text_add_bytes(out, line, length);
	}
}

void
respell_tabs(struct text *out, const char *bytes, size_t size)
{
	each_line(out, bytes, size, tab_line);
}

static void
spaced_line(struct text *out, const char *line, size_t length, size_t number)
{
	(void)number;
	text_add_bytes(out, line, length);
	if (value_of(line, length) > 0)
		text_add(out, "\n");
}

void
respell_empty_lines(struct text *out, const char *bytes, size_t size)
{
	each_line(out, bytes, size, spaced_line);
}

static void
around_value(struct text *out, const char *line, size_t length,
    const char *before, const char *after)
{
	size_t value = value_of(line, length);

	if (value == 0) {
		text_add_bytes(out, line, length);
		return;
	}
	text_add_bytes(out, line, value);
	text_add(out, before);
	text_add_bytes(out, line + value, length - value);
	text_add(out, after);
}

static void
double_line(struct text *out, const char *line, size_t length, size_t number)
{
	(void)number;
	around_value(out, line, length, "\"", "\"");
}

void
respell_double(struct text *out, const char *bytes, size_t size)
{
	each_line(out, bytes, size, double_line);
}

static void
single_line(struct text *out, const char *line, size_t length, size_t number)
{
	(void)number;
	around_value(out, line, length, "'", "'");
}

void
respell_single(struct text *out, const char *bytes, size_t size)
{
	each_line(out, bytes, size, single_line);
}

static void
anchor_line(struct text *out, const char *line, size_t length, size_t number)
{
	char anchor[32];

	snprintf(anchor, sizeof(anchor), "&a%zu ", number);
	around_value(out, line, length, anchor, "");
}

void
respell_anchors(struct text *out, const char *bytes, size_t size)
{
	each_line(out, bytes, size, anchor_line);
}

void
respell_documents(struct text *out, const char *bytes, size_t size)
{
	if (*bytes == '{' || strncmp(bytes, "---", 3) == 0) {
		respell_same(out, bytes, size);
		return;
	}
	text_add(out, "%YAML 1.1\n---  # first\n");
	respell_same(out, bytes, size);
	if (size > 0 && bytes[size - 1] == '\n')
		text_add(out, "...\n");
}

/* A tree as JSON, on one line or one member a line. */
static void
write_node(struct text *out, const struct node *node, int depth, int step)
{
	bool is_mapping, is_plain;
	uint32_t i;

	node = depth > 50 ? NULL : node_resolve(node);
	if (node == NULL) {
		text_add(out, "null");
		return;
	}
	if (node->kind == NODE_SCALAR) {
		struct scalar scalar = scalar_of(node, LOADER_PYYAML);

		is_plain =
		    node->style == STYLE_PLAIN &&
		    (scalar.type == SCALAR_INT || scalar.type == SCALAR_FLOAT);
		if (scalar.type == SCALAR_BOOL)
			text_add(out, scalar.number != 0 ? "true" : "false");
		else if (scalar.type == SCALAR_NULL)
			text_add(out, "null");
		else if (is_plain)
			text_add_json_number(out, scalar.number);
		else
			text_add_json(out, node->text, node->length);
		return;
	}
	is_mapping = node->kind == NODE_MAPPING;
	text_add_char(out, is_mapping ? '{' : '[');
	for (i = 0; i < node->count; i++) {
		text_add(out, i == 0 ? "" : ",");
		if (step > 0)
			text_printf(out, "\n%*s", (depth + 1) * step, "");
		if (is_mapping) {
			text_add_json_string(out,
			    node_text(node->u.pairs[i].key));
			text_add(out, ": ");
		}
		write_node(out,
		    is_mapping ? node->u.pairs[i].value : node->u.items[i],
		    depth + 1, step);
	}
	if (step > 0 && node->count > 0)
		text_printf(out, "\n%*s", depth * step, "");
	text_add_char(out, is_mapping ? '}' : ']');
}

static void
write_json(struct text *out, const char *bytes, size_t size, int step)
{
	struct tree_problem problem;
	struct source *source;
	struct arena arena;
	struct tree *tree;
	uint32_t i;

	arena_init(&arena);
	source = source_from_bytes(&arena, "a.yaml", bytes, size, NULL);
	tree = source == NULL ? NULL : tree_read_yaml(source, &problem);
	for (i = 0; tree != NULL && i < tree->document_count; i++) {
		text_add(out, i == 0 ? "" : "---\n");
		write_node(out, tree->documents[i], 0, step);
		text_add_char(out, '\n');
	}
	arena_release(&arena);
}

void
respell_flow(struct text *out, const char *bytes, size_t size)
{
	write_json(out, bytes, size, 0);
}

void
respell_members(struct text *out, const char *bytes, size_t size)
{
	write_json(out, bytes, size, 2);
}
