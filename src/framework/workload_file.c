/* The workload file: its keys are the vocabulary's own. */

#include "dialect/codes.h"
#include "workload/native.h"

static void
read_document(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	(void)dialect;
	reading_add(reading, native_read(reading->arena, tree, root));
}

const struct dialect_code code_workload = { .name = "workload",
	.read = read_document };
