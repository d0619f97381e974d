#include "read/build.h"

#include <string.h>

/*
 * libyaml drops comments.  What is no scalar, no key and no bracket between
 * two scalars can only be white space, indicators, properties, directives
 * and comments; and a # that begins a comment has something before it that
 * neither a tag nor a directive's word ends with.
 */
static bool
may_begin(const struct source *source, uint32_t at)
{
	return at == source_mark_size(source) ||
	       strchr(" \t\r\n,[]{}\"'", source->bytes[at - 1]) != NULL;
}

static uint32_t
end_of_line(const struct source *source, uint32_t at, uint32_t end)
{
	while (
	    at < end && source->bytes[at] != '\n' && source->bytes[at] != '\r')
		at++;
	return at;
}

struct comments {
	struct span *spans; /* NULL while they are counted */
	uint32_t count;
};

static void
add_gap(struct comments *comments, const struct source *source, uint32_t start,
    uint32_t end)
{
	while (start < end) {
		const char *found =
		    memchr(source->bytes + start, '#', end - start);
		struct span span;

		if (found == NULL)
			return;
		span.start = (uint32_t)(found - source->bytes);
		span.end = span.start + 1;
		if (may_begin(source, span.start)) {
			span.end = end_of_line(source, span.start, end);
			if (comments->spans != NULL)
				comments->spans[comments->count] = span;
			comments->count++;
		}
		start = span.end;
	}
}

static void
add_all(struct comments *comments, const struct build *build)
{
	const struct source *source = build->tree->source;
	uint32_t at = 0;

	for (uint32_t i = 0; i < build->scalar_count; i++) {
		const struct node *node = build->scalars[i];

		if (node->span.start < at)
			continue;
		add_gap(comments, source, at, node->span.start);
		at = node->span.end;
		if (node->style == STYLE_LITERAL || node->style == STYLE_FOLDED)
			/* `key: |  # like this` */
			add_gap(comments, source, node->span.start,
			    end_of_line(source, node->span.start, at));
	}
	add_gap(comments, source, at, source->size);
}

void
build_comments(struct build *build)
{
	struct tree *tree = build->tree;
	struct comments comments = { NULL, 0 };

	add_all(&comments, build);
	if (comments.count == 0)
		return;
	comments.spans =
	    arena_array(tree->arena, comments.count, sizeof(*comments.spans));
	comments.count = 0;
	add_all(&comments, build);
	tree->comments = comments.spans;
	tree->comment_count = comments.count;
}
