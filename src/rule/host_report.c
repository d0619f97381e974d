/* What plugin.h promises about findings. */

#include "base/number.h"
#include "rule/host.h"

/* What a workload is found by in its file: its first key, or itself. */
static const struct node *
first_key(const struct node *root)
{
	root = node_resolve(root);
	if (root != NULL && root->kind == NODE_MAPPING && root->count > 0)
		return root->u.pairs[0].key;
	return root;
}

/* The key of the workload that a fact without a place hangs on. */
static const struct node *
anchor_of(const struct gpulint_pass *pass)
{
	static const enum fact_id anchors[] = { F_MODEL_ID, F_ENV_IMAGE,
		F_FRAMEWORK_NAME };
	const struct subject *subject = pass->subject;
	const struct origin *origin;
	size_t i;

	for (i = 0; subject->workload != NULL &&
		    i < sizeof(anchors) / sizeof(anchors[0]);
	     i++) {
		origin = &subject->workload->facts[anchors[i]].origin;
		if (origin->kind == ORIGIN_WRITTEN && origin->node != NULL &&
		    origin->source == subject->tree->source)
			return origin->node;
	}
	return first_key(subject->root);
}

static bool
has_place(const struct fact *fact)
{
	return fact->origin.kind == ORIGIN_WRITTEN &&
	       fact->origin.source != NULL;
}

struct gpulint_finding *
gpulint_report_at(struct gpulint_pass *pass, const struct gpulint_node *where,
    const char *format, ...)
{
	struct gpulint_finding *finding;
	const struct node *node = node_of(where);
	struct source *source = NULL;
	struct span span = { 0, 0 };
	va_list ap;

	if (pass == NULL || format == NULL)
		return NULL;
	if (node != NULL)
		source = pass_source_of(pass, node);
	if (source == NULL) {
		node = anchor_of(pass);
		source = pass->subject->tree->source;
	}
	if (node != NULL)
		span = node->span;
	va_start(ap, format);
	finding = pass_report(pass, source, span, node, format, ap);
	va_end(ap);
	return finding;
}

struct gpulint_finding *
gpulint_report(struct gpulint_pass *pass, const struct gpulint_fact *where,
    const char *format, ...)
{
	struct gpulint_finding *finding;
	const struct fact *fact = fact_of(where);
	const struct node *node;
	struct source *source;
	struct span span = { 0, 0 };
	va_list ap;

	if (pass == NULL || format == NULL)
		return NULL;
	if (fact != NULL && has_place(fact)) {
		source = fact->origin.source;
		span = fact->origin.span;
		node = fact->origin.node != NULL ? fact->origin.node
						 : fact->origin.key;
	} else {
		source = pass->subject->tree->source;
		node = anchor_of(pass);
		if (node != NULL)
			span = node->span;
	}
	va_start(ap, format);
	finding = pass_report(pass, source, span, node, format, ap);
	va_end(ap);
	if (fact != NULL && finding->finding.confidence[0] == 'h' &&
	    (fact->origin.kind == ORIGIN_DEFAULT ||
		fact->origin.kind == ORIGIN_DERIVED))
		finding->finding.confidence = "medium";
	return finding;
}

void
gpulint_lower(struct gpulint_finding *finding, enum gpulint_severity severity)
{
	enum severity wanted = (enum severity)severity;

	if (finding == NULL || wanted < SEVERITY_NOTE)
		return;
	if (wanted < finding->finding.severity)
		finding->finding.severity = wanted;
}

void
gpulint_help(struct gpulint_finding *finding, const char *format, ...)
{
	va_list ap;

	if (finding == NULL || format == NULL)
		return;
	va_start(ap, format);
	finding->finding.help = pass_message(finding->pass, format, ap);
	va_end(ap);
	if (finding->finding.help[0] == '\0')
		finding->finding.help = NULL;
}

static void
add_related(struct gpulint_finding *finding, struct source *source,
    struct span span, const char *message)
{
	struct related *related;

	related = arena_alloc(finding->arena, sizeof(*related));
	related->source = source;
	related->span = span;
	related->message = message;
	*finding->related = related;
	finding->related = &related->next;
}

void
gpulint_related(struct gpulint_finding *finding,
    const struct gpulint_fact *where, const char *format, ...)
{
	const struct fact *fact = fact_of(where);
	va_list ap;

	if (finding == NULL || fact == NULL || format == NULL ||
	    !has_place(fact))
		return;
	va_start(ap, format);
	add_related(finding, fact->origin.source, fact->origin.span,
	    pass_message(finding->pass, format, ap));
	va_end(ap);
}

void
gpulint_related_at(struct gpulint_finding *finding,
    const struct gpulint_node *where, const char *format, ...)
{
	struct source *source;
	va_list ap;

	if (finding == NULL || where == NULL || format == NULL)
		return;
	source = pass_source_of(finding->pass, node_of(where));
	if (source == NULL)
		return;
	va_start(ap, format);
	add_related(finding, source, node_of(where)->span,
	    pass_message(finding->pass, format, ap));
	va_end(ap);
}

/* A term stands at the first of its facts that a file states. */
/* What nobody sets, and what is lost in the sum, would only distract. */
static bool
is_worth_showing(const struct term *term, const struct estimate *estimate)
{
	return term->name != TERM_CONTEXT && term->name != TERM_FRAGMENTATION &&
	       term->bytes > 0.02 * estimate->expected;
}

void
gpulint_related_terms(struct gpulint_finding *finding)
{
	const struct estimate *estimate;
	const struct fact *fact;
	const struct term *term;
	char size[32];
	size_t i, j;

	if (finding == NULL)
		return;
	estimate = pass_estimate(finding->pass);
	if (estimate == NULL || !estimate->known)
		return;
	for (i = 0; i < estimate->term_count; i++) {
		term = &estimate->terms[i];
		if (!is_worth_showing(term, estimate))
			continue;
		for (j = 0; j < term->fact_count && j < TERM_FACTS; j++) {
			fact = workload_fact(finding->pass->subject->workload,
			    term->facts[j]);
			if (!has_place(fact))
				continue;
			add_related(finding, fact->origin.source,
			    fact->origin.span,
			    arena_printf(finding->arena, "%s %s%s%s",
				term_spelling(term->name),
				number_size(term->bytes, size),
				term->formula == NULL ? "" : ": ",
				term->formula == NULL ? "" : term->formula));
			break;
		}
	}
}

void
gpulint_unknown(struct gpulint_pass *pass, const char *format, ...)
{
	struct subject *subject;
	struct unjudged *unjudged;
	va_list ap;

	if (pass == NULL || format == NULL)
		return;
	subject = pass->subject;
	unjudged = arena_alloc(subject->arena, sizeof(*unjudged));
	unjudged->path = subject->path;
	unjudged->card = pass->card;
	va_start(ap, format);
	unjudged->reason = pass_message(pass, format, ap);
	va_end(ap);
	*subject->unjudged = unjudged;
	subject->unjudged = &unjudged->next;
}
