#include "deploy/embedded.h"

#include <string.h>

/* each makes a copy of its file */
enum { SIZE_LIMIT = 1024 * 1024, TEXTS_LIMIT = 32 };

/* A copy of the file in which all but the scalar's own lines is blank. */
static char *
blanked(struct arena *arena, const struct source *source, uint32_t start,
    uint32_t end)
{
	char *copy = arena_alloc(arena, (size_t)source->size + 1);

	for (uint32_t i = 0; i < source->size; i++) {
		char c = source->bytes[i];

		copy[i] = (i >= start && i < end) || c == '\n' ? c : ' ';
	}
	return copy;
}

const struct node *
embedded_root(struct reading *reading, const struct tree *outer,
    const struct node *scalar)
{
	struct source *source = outer->source, *inner;
	struct tree_problem problem;
	struct error err = { "" };
	const struct node *node = node_resolve(scalar);
	const struct tree *tree;
	const char *line;

	if (!node_is(node, NODE_SCALAR) || node->style != STYLE_LITERAL ||
	    source->size > SIZE_LIMIT || node->span.end > source->size ||
	    ++reading->embedded > TEXTS_LIMIT)
		return NULL;
	line = memchr(source->bytes + node->span.start, '\n',
	    node->span.end - node->span.start);
	if (!line)
		return NULL;
	inner = source_from_bytes(reading->arena, source->path,
	    blanked(reading->arena, source,
		(uint32_t)(line - source->bytes) + 1, node->span.end),
	    source->size, &err);
	tree = inner ? tree_read_yaml(inner, &problem) : NULL;
	return tree && tree->document_count ? node_resolve(tree->documents[0])
					    : NULL;
}
