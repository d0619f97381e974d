#include "dialect/dialect.h"
#include "link/layers.h"
#include "link/sibling.h"
#include "workload/complete.h"

#include <string.h>

void
reading_init(struct reading *reading, const struct dialects *dialects,
    const struct catalog *catalog, const char *root, struct arena *arena)
{
	memset(reading, 0, sizeof(*reading));
	reading->dialects = dialects;
	reading->catalog = catalog;
	reading->root = root;
	reading->arena = arena;
	reading->last = &reading->first;
}

void
reading_add(struct reading *reading, struct workload *w)
{
	w->next = NULL;
	*reading->last = w;
	reading->last = &w->next;
}

static void
read_mapping(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect,
    const struct dialect_code *code)
{
	struct workload *w = workload_new(reading->arena, dialect->name,
	    dialect->kind, tree, root);

	layers_compose(reading, w, dialect);
	dialect_map(reading, w, dialect, layers_body(w));
	if (code && code->derive)
		code->derive(reading, w);
	dialect_defaults(w, dialect);
	reading_add(reading, w);
}

static void
name_framework(struct workload *w, const struct dialect *dialect)
{
	struct origin origin = origin_note(ORIGIN_DERIVED,
	    arena_printf(w->arena, "the file is %s", dialect->name));

	if (dialect->framework)
		workload_set_text(w, F_FRAMEWORK_NAME, dialect->framework,
		    &origin);
}

void
reading_document(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	const struct dialect_code *code = dialect_code_of(dialect);
	struct workload **added = reading->last;

	if (!dialect->linted)
		return;
	if (code && code->read)
		code->read(reading, tree, root, dialect);
	else if (node_is(root, NODE_MAPPING))
		read_mapping(reading, tree, node_resolve(root), dialect, code);
	for (struct workload *w = *added; w; w = w->next) {
		name_framework(w, dialect);
		sibling_facts(reading, w);
		workload_complete(w, reading->catalog);
	}
}
