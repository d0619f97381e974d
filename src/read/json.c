/* json: what may stand where, and nothing beside RFC 8259 where strict. */

#include "read/json_parse.h"

#include <string.h>

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

	if (json_is_one_of(json, "{"))
		return open_collection(json, NODE_MAPPING);
	if (json_is_one_of(json, "["))
		return open_collection(json, NODE_SEQUENCE);
	if (json_is_one_of(json, "\""))
		is_read = json_string(json);
	else if (json_is_one_of(json, "-0123456789"))
		is_read = json_number(json);
	else
		is_read = json_word(json);
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
	if (!json_is_one_of(json, "\""))
		return json_refuse(json,
		    json->expect == EXPECT_KEY
			? "a key in double quotes should be"
			: "a key in double quotes or } should be");
	json->expect = EXPECT_COLON;
	return json_string(json);
}

static bool
read_separator(struct json *json)
{
	bool in_mapping = is_in_mapping(json);

	if (json_is_one_of(json, in_mapping ? "}" : "]")) {
		close_collection(json);
		return true;
	}
	if (!json_is_one_of(json, ","))
		return json_refuse(json, in_mapping ? "a comma or } should be"
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
		if (json_is_one_of(json, "]")) {
			close_collection(json);
			return true;
		}
		return read_value(json);
	case EXPECT_VALUE:
		return read_value(json);
	case EXPECT_KEY_OR_END:
		if (json_is_one_of(json, "}")) {
			close_collection(json);
			return true;
		}
		return read_key(json);
	case EXPECT_KEY:
		return read_key(json);
	case EXPECT_COLON:
		if (!json_is_one_of(json, ":"))
			return json_refuse(json, "a colon should be");
		json->at++;
		json->expect = EXPECT_VALUE;
		return true;
	case EXPECT_COMMA_OR_END:
		return read_separator(json);
	case EXPECT_NOTHING:
		break;
	}
	return json_refuse(json, "the file should end");
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

static struct tree *
read_json(struct source *source, struct tree_problem *problem, bool relaxed)
{
	struct json json;
	struct tree *tree = NULL;

	memset(&json, 0, sizeof(json));
	json.relaxed = relaxed;
	build_init(&json.build, source, SYNTAX_JSON, problem);
	if (read_all(&json)) {
		build_document(&json.build);
		tree = build_finish(&json.build);
	}
	build_release(&json.build);
	return tree;
}

struct tree *
tree_read_json(struct source *source, struct tree_problem *problem)
{
	return read_json(source, problem, is_relaxed(source->path));
}

bool
tree_is_relaxed_json(struct source *source)
{
	struct tree_problem problem;

	return read_json(source, &problem, true) != NULL;
}
