#include "link/embedded.h"

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

/* The lines of a literal scalar, each where the file has it. */
static const struct tree *
read_lines(struct reading *reading, const struct source *source,
    const struct node *node)
{
	struct tree_problem problem;
	struct error err = { "" };
	struct source *inner;
	const char *line;

	line = memchr(source->bytes + node->span.start, '\n',
	    node->span.end - node->span.start);
	if (!line)
		return NULL;
	inner = source_from_bytes(reading->arena, source->path,
	    blanked(reading->arena, source,
		(uint32_t)(line - source->bytes) + 1, node->span.end),
	    source->size, &err);
	return inner ? tree_read_yaml(inner, &problem) : NULL;
}

void
embedded_place(const struct node *root, struct span span)
{
	struct nodes it = nodes_of(root);

	while (nodes_next(&it))
		((struct node *)it.node)->span = span;
}

/* The text of any other scalar, all of it where the scalar is. */
static const struct tree *
read_text(struct reading *reading, struct source *source,
    const struct node *node)
{
	struct tree_problem problem;
	struct error err = { "" };
	struct source *inner = source_from_bytes(reading->arena, source->path,
	    node->text, node->length, &err);
	struct tree *tree = inner ? tree_read_yaml(inner, &problem) : NULL;

	for (uint32_t i = 0; tree && i < tree->document_count; i++)
		embedded_place(tree->documents[i], node->span);
	if (tree) {
		tree->source = source;
		tree->comment_count = 0;
	}
	return tree;
}

bool
embedded_is_exact(const struct node *scalar)
{
	return node_resolve(scalar)->style == STYLE_LITERAL;
}

const struct tree *
embedded_tree(struct reading *reading, struct source *source,
    const struct node *scalar)
{
	const struct node *node = node_resolve(scalar);
	const struct tree *tree;

	if (!node_is(node, NODE_SCALAR) || !node->length ||
	    source->size > SIZE_LIMIT || node->length > SIZE_LIMIT ||
	    node->span.end > source->size || ++reading->embedded > TEXTS_LIMIT)
		return NULL;
	tree = embedded_is_exact(node) ? read_lines(reading, source, node)
				       : read_text(reading, source, node);
	return tree && tree->document_count ? tree : NULL;
}

void
embedded_blur(struct workload *w, const struct node *scalar)
{
	const struct node *node = node_resolve(scalar);

	if (embedded_is_exact(node))
		return;
	for (size_t i = 0; i < FACT_COUNT; i++) {
		struct origin *origin = &w->facts[i].origin;

		if (origin->span.start == node->span.start &&
		    origin->span.end == node->span.end)
			origin->key = origin->node = NULL;
	}
}
