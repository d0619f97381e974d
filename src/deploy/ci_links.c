#include "deploy/ci.h"

#include "link/layers.h"

#include <string.h>

/*
 * Files of the repository that pipelines are made of.  Read at github/docs
 * reuse-workflows.md, metadata-syntax-for-github-actions.md;
 * gitlab-org/gitlab doc/ci/yaml/includes.md.
 */

enum { VALUES_LIMIT = 256, INCLUDES_LIMIT = 32, DEPTH_LIMIT = 8 };

/* "${{ matrix.runner }}" of a matrix with one runner is that runner; of one
 * with several the machine stays unknown. */
static const struct node *
of_matrix(const struct node *job, const struct node *label)
{
	const char *text = node_text(label), *end;
	const struct node *values = NULL;
	struct pairs it = pairs_of(node_path(job, "strategy.matrix"));
	size_t length;

	if (strncmp(text, "${{", 3) != 0)
		return label;
	text += 3 + strspn(text + 3, " ");
	if (strncmp(text, "matrix.", 7) != 0)
		return label;
	text += 7;
	length = strcspn(text, " }");
	end = text + length;
	if (strcmp(end + strspn(end, " "), "}}") != 0)
		return label;
	for (int i = 0; i < VALUES_LIMIT && pairs_next(&it); i++) {
		const char *key = node_text(it.pair->key);

		if (strlen(key) == length && memcmp(key, text, length) == 0)
			values = node_resolve(it.pair->value);
		if (strcmp(key, "include") == 0)
			return label;
	}
	return node_length(values) == 1 ? node_at(values, 0) : label;
}

/* What the caller gives, or the workflow takes unless told. */
static const struct node *
of_inputs(const struct ci_job *job, const struct node *node)
{
	const char *text = node_text(node), *end;
	const struct node *value;
	const char *name;

	if (strncmp(text, "${{", 3) != 0)
		return node;
	text += 3 + strspn(text + 3, " ");
	if (strncmp(text, "inputs.", 7) != 0)
		return node;
	text += 7;
	end = text + strcspn(text, " }");
	if (strcmp(end + strspn(end, " "), "}}") != 0)
		return node;
	name = arena_copy(job->reading->arena, text, (size_t)(end - text));
	value = node_get(job->with, name);
	if (!value)
		value = node_path(job->root,
		    arena_printf(job->reading->arena,
			"on.workflow_call.inputs.%s.default", name));
	return value ? value : node;
}

const struct node *
ci_value(const struct ci_job *job, const struct node *node)
{
	const struct node *value = of_matrix(job->own, node);

	return value == node ? of_inputs(job, node) : value;
}

/* A path from the root of the repository. */
static const struct tree *
open_local(struct reading *reading, struct source *source,
    const struct node *path)
{
	struct origin place = origin_written(source, NULL, path);
	const char *text = node_text(path);
	const struct tree *tree;

	text += strncmp(text, "./", 2) == 0 ? 2 : *text == '/';
	if (!*text || strpbrk(text, "*$") || !reading->root)
		return NULL;
	tree = reading_link(reading, source, text, &place);
	return tree && tree->document_count &&
		       node_is(tree->documents[0], NODE_MAPPING)
		   ? tree
		   : NULL;
}

static bool
speaks_of_inputs(const struct node *node)
{
	struct nodes it = nodes_of(node_resolve(node));

	for (int i = 0; i < 4096 && nodes_next(&it); i++) {
		if (it.node->kind == NODE_SCALAR &&
		    strstr(it.node->text, "inputs."))
			return true;
	}
	return false;
}

void
ci_called(struct ci_job *job, void (*read)(struct ci_job *))
{
	const struct node *uses = node_get(job->own, "uses");
	const struct tree *tree =
	    !job->with && strncmp(node_text(uses), "./", 2) == 0
		? open_local(job->reading, job->tree->source, uses)
		: NULL;
	struct pairs it;

	if (!tree)
		return;
	it = pairs_of(node_get(tree->documents[0], "jobs"));
	for (int i = 0; i < VALUES_LIMIT && pairs_next(&it); i++) {
		struct ci_job called = *job;

		called.tree = tree;
		called.root = node_resolve(tree->documents[0]);
		called.own = node_resolve(it.pair->value);
		called.name = node_text(it.pair->key);
		called.with = node_get(job->own, "with");
		called.added = 0;
		if (called.with && node_is(called.own, NODE_MAPPING) &&
		    speaks_of_inputs(called.own))
			read(&called);
		job->added += called.added;
	}
}

const struct tree *
ci_action(const struct ci_job *job, const struct node *step,
    struct source *source)
{
	static const char *const names[] = { "action.yml", "action.yaml",
		NULL };
	const struct node *uses = node_get(step, "uses");
	const char *text = node_text(uses);

	if (strncmp(text, "./", 2) != 0 || !job->reading->root)
		return NULL;
	for (size_t i = 0; names[i]; i++) {
		const struct tree *tree = reading_link(job->reading, source,
		    arena_printf(job->reading->arena, "%s/%s", text + 2,
			names[i]),
		    NULL);

		if (tree && tree->document_count)
			return tree;
	}
	return NULL;
}

/* One entry of include: a path, or {local: path}; others are elsewhere. */
static void
include_one(struct reading *reading, struct workload *all,
    struct source *source, const struct node *one, int depth)
{
	const struct node *path =
	    node_is(one, NODE_MAPPING) ? node_get(one, "local") : one;
	const struct tree *tree =
	    node_is(path, NODE_SCALAR) && !strstr(node_text(path), "://")
		? open_local(reading, source, path)
		: NULL;

	if (!tree)
		return;
	layers_under(all, tree);
	ci_include(reading, all, tree->source, tree->documents[0], depth + 1);
}

/* The last one included lies over those before it, all below the file. */
void
ci_include(struct reading *reading, struct workload *all, struct source *source,
    const struct node *root, int depth)
{
	const struct node *list = node_get(root, "include");
	size_t n = node_is(list, NODE_SEQUENCE) ? node_length(list) : 0;

	if (depth > DEPTH_LIMIT || !list)
		return;
	if (!node_is(list, NODE_SEQUENCE))
		include_one(reading, all, source, list, depth);
	for (size_t i = n < INCLUDES_LIMIT ? n : INCLUDES_LIMIT; i > 0; i--)
		include_one(reading, all, source, node_at(list, i - 1), depth);
}
