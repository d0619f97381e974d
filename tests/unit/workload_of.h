/* A workload read from the text of a workload file, for tests. */

#ifndef GPULINT_TESTS_WORKLOAD_OF_H
#define GPULINT_TESTS_WORKLOAD_OF_H

#include "workload/native.h"
#include "tap.h"

#include <string.h>

static struct workload *
workload_of(struct arena *arena, const char *text)
{
	struct tree_problem problem;
	struct source *source;
	struct tree *tree;

	source = source_from_bytes(arena, "w.yaml", text, strlen(text), NULL);
	assert_non_null(source);
	tree = tree_read(source, &problem);
	assert_non_null(tree);
	return native_read(arena, tree, tree->documents[0]);
}

#endif
