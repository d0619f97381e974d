#include "run/baseline.h"

#include "base/error.h"
#include "read/tree.h"

#include <stdlib.h>
#include <string.h>

/* "./a.yaml" is a.yaml: how a path was given is no part of what it is. */
static const char *
plain(const char *path)
{
	while (path[0] == '.' && path[1] == '/')
		path += 2 + strspn(path + 2, "/");
	return path;
}

static int
compare(const void *a, const void *b)
{
	const struct known_finding *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order != 0 ? order : strcmp(x->fingerprint, y->fingerprint);
}

static const struct node *
findings_of(const struct tree *tree)
{
	const struct node *root =
	    tree->document_count == 0 ? NULL : tree->documents[0];

	if (strcmp(node_text(node_get(root, "schema")), "gpulint-report/1") !=
	    0)
		return NULL;
	return node_get(root, "findings");
}

const struct baseline *
baseline_read(const char *path, struct arena *arena, struct error *err)
{
	struct source *source = source_open(arena, path, err);
	struct baseline *baseline;
	struct tree_problem problem;
	const struct node *findings;
	struct tree *tree;

	if (source == NULL)
		return NULL;
	tree = tree_read(source, &problem);
	findings = tree == NULL ? NULL : findings_of(tree);
	if (!node_is(findings, NODE_SEQUENCE)) {
		error_set(err,
		    "%s: no report of gpulint; 'gpulint --format json' writes "
		    "one",
		    path);
		return NULL;
	}
	baseline = arena_alloc(arena, sizeof(*baseline));
	baseline->count = findings->count;
	baseline->known =
	    arena_array(arena, findings->count + 1, sizeof(*baseline->known));
	for (uint32_t i = 0; i < findings->count; i++) {
		const struct node *f = findings->u.items[i];

		baseline->known[i].path = plain(node_text(node_get(f, "path")));
		baseline->known[i].fingerprint =
		    node_text(node_get(f, "fingerprint"));
	}
	qsort(baseline->known, baseline->count, sizeof(*baseline->known),
	    compare);
	return baseline;
}

void
baseline_apply(const struct baseline *baseline, struct finding *findings)
{
	for (struct finding *f = findings; baseline != NULL && f != NULL;
	     f = f->next) {
		struct known_finding wanted = { f->source == NULL
						    ? ""
						    : plain(f->source->path),
			f->fingerprint };

		if (f->suppressed != NULL || f->fingerprint == NULL ||
		    bsearch(&wanted, baseline->known, baseline->count,
			sizeof(*baseline->known), compare) == NULL)
			continue;
		f->suppressed = "known from the baseline";
		f->is_known = true;
	}
}
