/* What the tests of the reader share: a source and a tree from a string. */

#ifndef GPULINT_TESTS_READ_H
#define GPULINT_TESTS_READ_H

#include "read/tree.h"
#include "tap.h"

#include <string.h>

struct reading {
	struct arena arena;
	struct source *source;
	struct tree *tree; /* NULL: see problem */
	struct tree_problem problem;
	uint32_t line, column; /* of the problem */
};

static inline void
reading_begin(struct reading *reading, const char *path, const char *bytes,
    size_t size)
{
	struct error err = { "" };

	memset(reading, 0, sizeof(*reading));
	arena_init(&reading->arena);
	reading->source =
	    source_from_bytes(&reading->arena, path, bytes, size, &err);
	assert_non_null(reading->source);
	reading->tree = tree_read(reading->source, &reading->problem);
	if (reading->tree == NULL)
		source_place(reading->source, reading->problem.span.start,
		    &reading->line, &reading->column);
}

static inline void
reading_end(struct reading *reading)
{
	arena_release(&reading->arena);
}

static inline const struct node *
reading_root(const struct reading *reading)
{
	if (reading->tree == NULL)
		fail_msg("%s", reading->problem.text);
	assert_true(reading->tree->document_count > 0);
	return reading->tree->documents[0];
}

/* The bytes of a node's span. */
static inline void
assert_span(const struct reading *reading, const struct node *node,
    const char *want)
{
	size_t length = strlen(want);

	assert_non_null(node);
	assert_int_equal(node->span.end - node->span.start, length);
	assert_memory_equal(reading->source->bytes + node->span.start, want,
	    length);
}

#endif
