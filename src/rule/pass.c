/* One call of one check, and the findings that come of it. */

#include "rule/pass.h"

void
pass_run(struct subject *subject, const struct gpulint_check *check,
    const struct card *card)
{
	struct gpulint_pass pass = { .subject = subject, .card = card };

	check->run(&pass);
}

static const struct node *
document_of(const struct node *node)
{
	size_t depth = 0;

	while (
	    node != NULL && node->parent != NULL && depth++ <= TREE_DEPTH_LIMIT)
		node = node->parent;
	return node;
}

struct source *
pass_source_of(const struct gpulint_pass *pass, const struct node *node)
{
	const struct subject *subject = pass->subject;
	const struct node *root = document_of(node);
	const struct workload *w = subject->workload;
	const struct origin *origin;
	size_t i;

	if (root == NULL || tree_has_root(subject->tree, root))
		return subject->tree->source;
	for (i = 0; i < subject->linked_count; i++)
		if (tree_has_root(subject->linked[i], root))
			return subject->linked[i]->source;
	for (i = 0; w != NULL && i < FACT_COUNT; i++) {
		origin = &w->facts[i].origin;
		if (origin->source != NULL &&
		    (document_of(origin->node) == root ||
			document_of(origin->key) == root))
			return origin->source;
	}
	return subject->is_program && root->kind == NODE_SCALAR
		   ? w->program.source /* an argument's place */
		   : NULL;
}

const struct tree *
pass_tree_of(const struct gpulint_pass *pass, const struct source *source)
{
	const struct subject *subject = pass->subject;

	if (source == subject->tree->source)
		return subject->tree;
	for (size_t i = 0; source != NULL && i < subject->linked_count; i++)
		if (source == subject->linked[i]->source)
			return subject->linked[i];
	return NULL;
}

const struct estimate *
pass_estimate(struct gpulint_pass *pass)
{
	struct subject *subject = pass->subject;
	struct estimate *estimate;

	if (subject->estimate == NULL && subject->workload != NULL) {
		estimate = arena_alloc(subject->arena, sizeof(*estimate));
		memory_estimate(subject->workload, subject->catalog, estimate);
		subject->estimate = estimate;
	}
	return subject->estimate;
}

const char *
pass_message(struct gpulint_pass *pass, const char *format, va_list ap)
{
	struct text raw, safe;
	const char *copy;
	size_t i;

	text_init(&raw);
	text_init(&safe);
	text_vprintf(&raw, format, ap);
	for (i = 0; i < raw.length; i++)
		if (raw.s[i] == '\n' || raw.s[i] == '\t' || raw.s[i] == '\r')
			raw.s[i] = ' ';
	text_add_printable(&safe, text_string(&raw), raw.length);
	copy = arena_string(pass->subject->arena, text_string(&safe));
	text_release(&safe);
	text_release(&raw);
	return copy;
}

struct gpulint_finding *
pass_report(struct gpulint_pass *pass, struct source *source, struct span span,
    const struct node *node, const char *format, va_list ap)
{
	struct subject *subject = pass->subject;
	struct gpulint_finding *g = arena_alloc(subject->arena, sizeof(*g));
	struct finding *f = &g->finding;

	f->card = pass->card;
	f->severity = pass->card->severity;
	f->source = source;
	f->span = span;
	source_place(source, span.start, &f->line, &f->column);
	source_place(source, span.end, &f->end_line, &f->end_column);
	f->message = pass_message(pass, format, ap);
	f->confidence = "high";
	if (pass->unsourced) {
		/* What nobody has a source for never carries an error. */
		f->confidence = "low";
		if (f->severity > SEVERITY_WARNING)
			f->severity = SEVERITY_WARNING;
	}
	f->key_path = key_path_of(node, subject->arena);
	g->pass = pass;
	g->arena = subject->arena;
	g->related = &f->related;
	g->fixes = &f->fixes;
	*subject->findings = f;
	subject->findings = &f->next;
	return g;
}
