#include "run/baseline.h"

#include "base/names.h"
#include "read/tree.h"
#include "run/way.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REMARKS_LIMIT = 5 };

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
	baseline->source = source;
	baseline->count = findings->count;
	baseline->known =
	    arena_array(arena, findings->count + 1, sizeof(*baseline->known));
	for (uint32_t i = 0; i < findings->count; i++) {
		const struct node *f = findings->u.items[i];

		baseline->known[i].path = plain(node_text(node_get(f, "path")));
		baseline->known[i].fingerprint =
		    node_text(node_get(f, "fingerprint"));
		baseline->known[i].rule = node_text(node_get(f, "rule"));
		baseline->known[i].at = f->span.start;
	}
	qsort(baseline->known, baseline->count, sizeof(*baseline->known),
	    compare);
	return baseline;
}

static const char *
path_of(const struct finding *f)
{
	return f->source == NULL ? "" : plain(f->source->path);
}

void
baseline_apply(const struct baseline *baseline, struct finding *findings)
{
	for (struct finding *f = findings; baseline != NULL && f != NULL;
	     f = f->next) {
		struct known_finding wanted = { .path = path_of(f),
			.fingerprint = f->fingerprint };

		if (f->suppressed != NULL || f->fingerprint == NULL ||
		    bsearch(&wanted, baseline->known, baseline->count,
			sizeof(*baseline->known), compare) == NULL)
			continue;
		f->suppressed = "known from the baseline";
		f->is_known = true;
	}
}

/* What the run linted, and what it found there. */
struct met {
	const struct run *run;
	struct arena *arena;
	struct names files, findings;
};

static const char *
name_of(const struct met *met, const char *path, const char *fingerprint)
{
	return arena_printf(met->arena, "%s %s", fingerprint, path);
}

static void
meet(struct met *met)
{
	for (struct file_report *file = met->run->files; file != NULL;
	     file = file->next) {
		names_put(&met->files, met->arena, plain(file->path), file);
		for (struct finding *f = file->findings; f != NULL; f = f->next)
			names_put(&met->findings, met->arena,
			    name_of(met, path_of(f), f->fingerprint), f);
	}
}

static bool
is_gone(const struct met *met, const struct known_finding *known)
{
	const struct file_report *file = names_get(&met->files, known->path);
	const struct card *card =
	    card_by_name(&met->run->knowledge.cards, known->rule);

	if (names_get(&met->findings,
		name_of(met, known->path, known->fingerprint)) != NULL)
		return false;
	if (file == NULL)
		return access(known->path, F_OK) != 0;
	return file->read && file->problem == NULL &&
	       (card == NULL || way_judged(met->run, file, card));
}

static const char *
remark_of(const struct baseline *baseline, const struct known_finding *known,
    struct arena *arena)
{
	uint32_t line, column;

	source_place(baseline->source, known->at, &line, &column);
	return arena_printf(arena, "%s:%u:%u: %s is found no more in %s",
	    baseline->source->path, (unsigned)line, (unsigned)column,
	    known->rule, known->path);
}

const struct run_problem *
baseline_remarks(const struct run *run, struct arena *arena)
{
	const struct baseline *baseline = run->options.baseline;
	struct run_problem *first = NULL, **last = &first;
	struct met met = { .run = run, .arena = arena };
	size_t gone = 0;

	if (baseline == NULL)
		return NULL;
	meet(&met);
	for (size_t i = 0; i < baseline->count; i++) {
		const struct known_finding *known = &baseline->known[i];

		if (!is_gone(&met, known) || ++gone > REMARKS_LIMIT)
			continue;
		*last = arena_alloc(arena, sizeof(**last));
		(*last)->text = remark_of(baseline, known, arena);
		last = &(*last)->next;
	}
	if (gone > REMARKS_LIMIT) {
		*last = arena_alloc(arena, sizeof(**last));
		(*last)->text =
		    arena_printf(arena, "%s: %zu more of its findings are gone",
			baseline->source->path, gone - REMARKS_LIMIT);
	}
	return first;
}
