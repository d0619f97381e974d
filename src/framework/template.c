/* helm_template, template: files that something fills in before a loader
 * reads them.  Their text is looked at: most of them do not parse. */

#include "dialect/codes.h"

#include <string.h>

enum { NODES_LIMIT = 1000000, ACTION_LIMIT = 256 };

/* What Helm's templates say and few others do. */
static bool
is_helm_action(const char *action, size_t length)
{
	static const char *const words[] = { "include ", "template ", "define ",
		"if ", "range ", "with ", "end ", "end}", "end-", "else ",
		"else}", "toYaml ", "printf ", "required ", "tpl ", "fromYaml ",
		".Values", ".Release", ".Chart", ".Capabilities", ".Files",
		"$" };
	char text[ACTION_LIMIT];

	if (length && *action == '-') {
		action++;
		length--;
	}
	for (; length && (*action == ' ' || *action == '\n'); length--)
		action++;
	if (length >= sizeof(text))
		length = sizeof(text) - 1;
	memcpy(text, action, length);
	text[length] = '\0';
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strncmp(text, words[i], strlen(words[i])) == 0)
			return true;
	}
	return strstr(text, ".Values") || strstr(text, ".Release");
}

/* The first {{ of a line that stands where YAML has a value or a key, not in
 * a comment and not in quotes; NULL for none. */
static const char *
placeholder_in(const char *line, const char *end)
{
	const char *at = line;

	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	if (at < end && *at == '#')
		return NULL;
	if (end - at >= 2 && at[0] == '{' && (at[1] == '{' || at[1] == '%'))
		return at;
	for (; end - at >= 4; at++) {
		if ((at[0] == ':' || at[0] == '-') && at[1] == ' ' &&
		    at[2] == '{' && at[3] == '{')
			return at + 2;
	}
	return NULL;
}

static size_t
indent_of(const char *line, const char *end)
{
	const char *at = line;

	while (at < end && *at == ' ')
		at++;
	return (size_t)(at - line);
}

/* True of "key: |-", which opens a block scalar. */
static bool
opens_block(const char *line, const char *end)
{
	while (end > line && strchr(" \r", end[-1]))
		end--;
	while (end > line && strchr("+-0123456789", end[-1]))
		end--;
	return end - line >= 2 && (end[-1] == '|' || end[-1] == '>') &&
	       strchr(" \t", end[-2]);
}

struct placeholders {
	bool any, helm;
};

static struct placeholders
placeholders_of(const char *bytes, size_t size)
{
	struct placeholders found = { false, false };
	const char *line = bytes, *end = bytes + size;
	size_t block = SIZE_MAX; /* indent of what opened a block scalar */

	while (line < end && !found.helm) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));
		const char *at;
		size_t indent;

		stop = stop ? stop : end;
		indent = indent_of(line, stop);
		if (block != SIZE_MAX && line + indent < stop &&
		    indent <= block)
			block = SIZE_MAX;
		at = block == SIZE_MAX ? placeholder_in(line, stop) : NULL;
		if (at) {
			found.any = true;
			/* {% if %} is another engine's */
			found.helm =
			    at[1] == '{' &&
			    is_helm_action(at + 2, (size_t)(stop - at - 2));
		}
		if (block == SIZE_MAX && opens_block(line, stop))
			block = indent;
		line = stop + 1;
	}
	return found;
}

/* {{x}} parses: as a mapping whose key is a mapping. */
static const struct node *
find_placeholder(const struct node *root)
{
	struct nodes it = nodes_of(root);

	for (int i = 0; i < NODES_LIMIT && nodes_next(&it); i++) {
		const struct node *n = it.node;

		if (n->kind == NODE_MAPPING && n->style == STYLE_FLOW &&
		    n->count > 0 && n->u.pairs[0].key->kind == NODE_MAPPING &&
		    n->u.pairs[0].key->span.start == n->span.start + 1)
			return n->u.pairs[0].key;
	}
	return NULL;
}

static bool
is_helm_node(const struct node *placeholder)
{
	const struct node *key =
	    placeholder->count ? placeholder->u.pairs[0].key : NULL;
	const char *text = node_text(key);

	return is_helm_action(text, strlen(text));
}

static bool
helm_recognise(const struct node *root, const char *path)
{
	const struct node *placeholder = find_placeholder(root);

	(void)path;
	return placeholder && is_helm_node(placeholder);
}

static bool
helm_recognise_text(const char *bytes, size_t size, const char *path)
{
	(void)path;
	return placeholders_of(bytes, size).helm;
}

static bool
template_recognise(const struct node *root, const char *path)
{
	(void)path;
	return find_placeholder(root) != NULL;
}

static bool
template_recognise_text(const char *bytes, size_t size, const char *path)
{
	(void)path;
	return placeholders_of(bytes, size).any;
}

const struct dialect_code code_helm_template = {
	.name = "helm_template",
	.recognise = helm_recognise,
	.recognise_text = helm_recognise_text,
};

const struct dialect_code code_template = {
	.name = "template",
	.recognise = template_recognise,
	.recognise_text = template_recognise_text,
};
