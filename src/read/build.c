#include "read/build.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
build_init(struct build *build, struct source *source, enum tree_syntax syntax,
    struct tree_problem *problem)
{
	memset(build, 0, sizeof(*build));
	memset(problem, 0, sizeof(*problem));
	arena_init(&build->scratch);
	build->problem = problem;
	build->tree = arena_alloc(source->arena, sizeof(*build->tree));
	build->tree->source = source;
	build->tree->syntax = syntax;
	build->tree->arena = source->arena;
}

void
build_release(struct build *build)
{
	arena_release(&build->scratch);
}

static void
note(struct build *build, uint32_t at, const char *format, va_list ap)
{
	struct tree_problem *problem = build->problem;

	problem->span.start = problem->span.end = at;
	vsnprintf(problem->text, sizeof(problem->text), format, ap);
}

bool
build_refuse(struct build *build, uint32_t at, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	note(build, at, format, ap);
	va_end(ap);
	return false;
}

bool
build_limit(struct build *build, uint32_t at, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	note(build, at, format, ap);
	va_end(ap);
	build->problem->is_limit = true;
	return false;
}

/* Room for one more in an array of pointers of the scratch arena. */
static void *
reserve(struct build *build, void *array, uint32_t count, uint32_t *room)
{
	uint32_t more = *room == 0 ? 64 : *room * 2;

	if (count < *room)
		return array;
	array = arena_grow(&build->scratch, array, count, more, sizeof(void *));
	*room = more;
	return array;
}

struct node *
build_node(struct build *build, enum node_kind kind, enum node_style style,
    struct span span)
{
	struct node *node;

	if (build->tree->node_count >= TREE_NODE_LIMIT) {
		build_limit(build, span.start, "more than %d nodes in a file",
		    TREE_NODE_LIMIT);
		return NULL;
	}
	build->tree->node_count++;
	node = arena_alloc(build->tree->arena, sizeof(*node));
	node->kind = kind;
	node->style = style;
	node->span = span;
	node->text = "";
	if (build->depth != 0)
		node->parent = build->open[build->depth - 1];
	build->waiting = reserve(build, build->waiting, build->waiting_count,
	    &build->waiting_room);
	build->waiting[build->waiting_count++] = node;
	if (kind == NODE_SCALAR || kind == NODE_ALIAS) {
		build->scalars = reserve(build, build->scalars,
		    build->scalar_count, &build->scalar_room);
		build->scalars[build->scalar_count++] = node;
	}
	return node;
}

struct node *
build_open(struct build *build, enum node_kind kind, enum node_style style,
    uint32_t start)
{
	struct span span = { start, start };
	struct node *node;

	if (build->depth == TREE_DEPTH_LIMIT) {
		build_limit(build, start, "nested more than %d levels deep",
		    TREE_DEPTH_LIMIT);
		return NULL;
	}
	node = build_node(build, kind, style, span);
	if (node == NULL)
		return NULL;
	build->open[build->depth] = node;
	build->base[build->depth++] = build->waiting_count;
	return node;
}

static void
take_pairs(struct build *build, struct node *node, struct node **children,
    uint32_t count)
{
	node->count = count / 2;
	node->u.pairs = pairs_new(build->tree->arena, node->count);
	for (uint32_t i = 0; i < node->count; i++) {
		node->u.pairs[i].key = children[2 * (size_t)i];
		node->u.pairs[i].value = children[2 * (size_t)i + 1];
	}
	pairs_index(build, node);
}

static void
take_items(struct build *build, struct node *node, struct node **children,
    uint32_t count)
{
	node->count = count;
	node->u.items =
	    arena_array(build->tree->arena, count, sizeof(*node->u.items));
	for (uint32_t i = 0; i < count; i++)
		node->u.items[i] = children[i];
}

void
build_close(struct build *build)
{
	struct node *node = build->open[--build->depth];
	uint32_t base = build->base[build->depth];
	uint32_t count = build->waiting_count - base;

	if (node->kind == NODE_MAPPING)
		take_pairs(build, node, build->waiting + base, count);
	else
		take_items(build, node, build->waiting + base, count);
	build->waiting_count = base;
}

void
build_document(struct build *build)
{
	struct tree *tree = build->tree;

	if (build->waiting_count == 0)
		return;
	build->documents = reserve(build, build->documents,
	    tree->document_count, &build->document_room);
	build->documents[tree->document_count++] = build->waiting[0];
	build->waiting_count = 0;
}

struct tree *
build_finish(struct build *build)
{
	struct tree *tree = build->tree;

	tree->documents =
	    arena_grow(tree->arena, build->documents, tree->document_count,
		tree->document_count, sizeof(*tree->documents));
	if (tree->syntax == SYNTAX_YAML)
		build_comments(build);
	return tree;
}

struct node *
build_last(const struct build *build)
{
	uint32_t base = build->depth == 0 ? 0 : build->base[build->depth - 1];

	return build->waiting_count > base
		   ? build->waiting[build->waiting_count - 1]
		   : NULL;
}
