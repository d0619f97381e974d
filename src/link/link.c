#include "link/link.h"

#include "dialect/map.h"
#include "link/layers.h"

#include <string.h>

void
link_merge(struct reading *reading, struct workload *w, struct workload *part,
    const struct dialect *dialect)
{
	const struct dialect_code *code;

	dialect_map(reading, part, dialect, layers_body(part));
	code = dialect_code_of(dialect);
	if (code && code->derive)
		code->derive(reading, part);
	dialect_defaults(part, dialect);
	for (int i = 0; i < FACT_COUNT; i++) {
		struct fact *fact = &part->facts[i];

		if (fact->state == FACT_UNKNOWN &&
		    strcmp(fact->reason, map_auto) == 0)
			memset(fact, 0, sizeof(*fact));
	}
	workload_merge(w, part);
}

static void
merge(struct reading *reading, struct workload *w, const char *name,
    const struct tree *tree, const struct node *root)
{
	const struct dialect *dialect =
	    dialect_by_name(reading->dialects, name);
	struct workload *part;

	if (!dialect || !node_is(root, NODE_MAPPING))
		return;
	part = workload_new(w->arena, name, w->kind, tree, root);
	part->source = tree ? tree->source : w->source;
	layers_compose(reading, part, dialect);
	link_merge(reading, w, part, dialect);
}

struct workload *
link_part(struct reading *reading, const struct workload *w,
    const struct dialect *dialect, const struct tree *tree,
    const struct node *arguments, struct source *source)
{
	struct workload *part =
	    workload_new(w->arena, dialect->name, WORKLOAD_TRAIN, tree,
		tree ? node_resolve(tree->documents[0]) : arguments);

	part->source = tree ? tree->source : source;
	layers_compose(reading, part, dialect);
	if (tree && arguments) {
		layers_arguments(part, arguments, source);
		part->root = part->merged;
	}
	return part;
}

void
link_follow_files(struct reading *reading, struct workload *w, const char *name,
    const struct tree *const *trees, size_t count)
{
	const struct dialect *dialect =
	    dialect_by_name(reading->dialects, name);
	struct workload *part;

	if (!dialect || !count)
		return;
	part = workload_new(w->arena, name, w->kind, trees[0],
	    node_resolve(trees[0]->documents[0]));
	for (size_t i = 1; i < count; i++)
		layers_put(part, trees[i]);
	link_merge(reading, w, part, dialect);
}

/* A model named by a folder below the root: its config.json. */
static void
follow_model(struct reading *reading, struct workload *w, const char *path,
    const struct origin *place)
{
	const char *real =
	    link_find(reading, w->source->path, path, true, true);
	const struct tree *tree;

	if (!real || !*real)
		return;
	path = arena_printf(reading->arena, "%s/config.json", path);
	real = link_find(reading, w->source->path, path, false, true);
	if (!real || !*real)
		return;
	tree = reading_link(reading, w->source, path, place);
	if (tree && tree->document_count)
		merge(reading, w, "hf_config", tree, tree->documents[0]);
}

static void
remember(struct workload *w, const struct node *value, const char *dialect,
    const struct tree *tree)
{
	struct workload_link *link = arena_alloc(w->arena, sizeof(*link));

	link->value = value;
	link->dialect = dialect;
	link->tree = tree;
	link->root = tree->documents[0];
	link->next = w->links;
	w->links = link;
}

void
link_follow(struct reading *reading, struct workload *w, const char *dialect,
    const struct pair *pair)
{
	const struct node *node = node_resolve(pair->value);
	struct source *from = layers_source(w, pair->key);
	struct origin place = origin_written(from, pair->key, pair->value);
	const char *path = node_text(node);
	const struct tree *tree;
	bool accelerate;

	if (node_is(node, NODE_MAPPING)) {
		merge(reading, w, dialect, w->tree, node);
		return;
	}
	if (!*path || strpbrk(path, "${}\n") || !node_is(node, NODE_SCALAR) ||
	    scalar_of(node, LOADER_PYYAML).type != SCALAR_STRING)
		return;
	if (strcmp(dialect, "hf_config") == 0) {
		follow_model(reading, w, path, &place);
		return;
	}
	accelerate = strcmp(dialect, "accelerate") == 0;
	if (accelerate && !strpbrk(path, "./"))
		return; /* one of TRL's own, which the key's values know */
	tree = reading_link(reading, from, path, &place);
	if (tree && tree->document_count) {
		remember(w, node, dialect, tree);
		merge(reading, w, dialect, tree, tree->documents[0]);
	} else if (accelerate || strcmp(dialect, "deepspeed") == 0)
		link_named_sharding(w, path, &place);
}
