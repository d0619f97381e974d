/* From workloads to findings. */

#include "rule/fingerprint.h"
#include "rule/pass.h"
#include "rule/plugins.h"
#include "rule/suppress.h"
#include "run/baseline.h"
#include "run/loader.h"
#include "run/project.h"
#include "run/way.h"

#include <stdlib.h>
#include <string.h>

static bool
names(const char *const *list, const struct card *card)
{
	for (; list != NULL && *list != NULL; list++)
		if (rule_is_meant(card, *list, strlen(*list)))
			return true;
	return false;
}

bool
way_wants(const struct run *run, const struct file_report *file,
    const struct card *card, enum severity *severity)
{
	*severity = card->severity;
	project_severity(file->folder, file->path, card, severity);
	if (names(run->options.ignore, card))
		return false;
	if (run->options.select != NULL)
		return names(run->options.select, card);
	return *severity != SEVERITY_OFF;
}

/* What a check lowered stays below what the project asks for. */
static void
set_severity(struct finding *f, enum severity wanted)
{
	if (wanted == SEVERITY_OFF)
		return;
	if (f->severity == f->card->severity || wanted < f->severity)
		f->severity = wanted;
}

static void
run_one(const struct run *run, const struct file_report *file,
    struct subject *subject, const struct gpulint_check *check,
    const struct card *card)
{
	struct finding **first = subject->findings, *f;
	enum severity severity;

	if (!way_wants(run, file, card, &severity))
		return;
	pass_run(subject, check, card);
	for (f = *first; f != NULL; f = f->next)
		set_severity(f, severity);
}

static void
run_policy(const struct run *run, const struct file_report *file,
    struct subject *subject, const struct policy *policy)
{
	struct finding **first = subject->findings, *f;
	enum severity severity;

	if (!way_wants(run, file, policy_card(policy), &severity))
		return;
	policy_run(subject, policy);
	for (f = *first; f != NULL; f = f->next)
		set_severity(f, severity);
}

/* --rules stands before project files, and nearer ones before farther. */
static bool
is_replaced(const struct run *run, const struct folder *folder, size_t project,
    const char *name)
{
	size_t i;

	if (policy_by_name(&run->knowledge.policies, name) != NULL)
		return true;
	for (i = 0; i < project; i++)
		if (policy_by_name(&folder->projects[i]->policies, name) !=
		    NULL)
			return true;
	return false;
}

static void
run_policies(const struct run *run, const struct file_report *file,
    struct subject *subject, enum gpulint_scope scope)
{
	const struct policies *policies = &run->knowledge.policies;
	size_t i, j;

	for (i = 0; i < policies->count; i++)
		if (policy_scope(policies->all[i]) == scope)
			run_policy(run, file, subject, policies->all[i]);
	for (j = 0; j < file->folder->count; j++) {
		policies = &file->folder->projects[j]->policies;
		for (i = 0; i < policies->count; i++)
			if (policy_scope(policies->all[i]) == scope &&
			    !is_replaced(run, file->folder, j,
				policy_card(policies->all[i])->name))
				run_policy(run, file, subject,
				    policies->all[i]);
	}
}

static void
run_scope(const struct run *run, const struct file_report *file,
    struct subject *subject, enum gpulint_scope scope)
{
	const struct plugin *plugin;
	size_t i;

	run_policies(run, file, subject, scope);

	for (plugin = run->plugins->first; plugin != NULL;
	     plugin = plugin->next)
		for (i = 0; i < plugin->check_count; i++)
			if ((plugin->descriptor->checks[i]->scope & scope) != 0)
				run_one(run, file, subject,
				    plugin->descriptor->checks[i],
				    plugin->cards[i]);
}

/* The same job as its program sees it: what both views say alike is told
 * once. */
static void
run_program(const struct run *run, const struct file_report *file,
    struct subject *subject)
{
	const struct workload_program *program = &subject->workload->program;

	if (program->root == NULL)
		return;
	subject->is_program = true;
	subject->root = program->root;
	subject->dialect =
	    dialect_by_name(way_dialects(run, file), program->dialect);
	run_scope(run, file, subject, GPULINT_PROGRAM);
	subject->is_program = false;
}

static int
compare(const void *a, const void *b)
{
	const struct finding *const *x = a, *const *y = b;
	const struct finding *f = *x, *g = *y;
	int order = strcmp(f->source->path, g->source->path);

	if (order != 0)
		return order;
	if (f->line != g->line)
		return f->line < g->line ? -1 : 1;
	if (f->column != g->column)
		return f->column < g->column ? -1 : 1;
	order = strcmp(f->card->name, g->card->name);
	return order != 0 ? order : strcmp(f->message, g->message);
}

static bool
is_same(const struct finding *f, const struct finding *g)
{
	return compare(&f, &g) == 0 && f->span.end == g->span.end;
}

/* By place and rule; what two workloads say alike is said once. */
static struct finding *
sort(struct finding *findings, struct arena *arena)
{
	struct finding **all, *f, *first = NULL, **last = &first;
	size_t n = 0, i;

	for (f = findings; f != NULL; f = f->next)
		n++;
	if (n == 0)
		return NULL;
	all = arena_array(arena, n, sizeof(struct finding *));
	for (f = findings, i = 0; f != NULL; f = f->next)
		all[i++] = f;
	qsort(all, n, sizeof(struct finding *), compare);
	for (i = 0; i < n; i++) {
		if (i > 0 && is_same(all[i - 1], all[i])) {
			all[i] = all[i - 1];
			continue;
		}
		*last = all[i];
		last = &all[i]->next;
	}
	*last = NULL;
	return first;
}

static bool
is_unjudged(const struct file_report *file, const struct card *card)
{
	for (const struct unjudged *u = file->unjudged; u != NULL; u = u->next)
		if (u->card == card || u->card == NULL)
			return true;
	return false;
}

/* Whether the rule would have spoken here if it had something to say: it was
 * asked for, missed nothing, and waits for no target.  Of plugins that need
 * more of a target than its memory nobody can tell. */
bool
way_judged(const struct run *run, const struct file_report *file,
    const struct card *card)
{
	static const char *const free_of_target[] = { "config", "launch",
		"policy" };
	enum severity severity;

	if (!way_wants(run, file, card, &severity) || is_unjudged(file, card))
		return false;
	for (size_t i = 0; i < 3; i++)
		if (strcmp(card->plugin, free_of_target[i]) == 0)
			return true;
	if (strcmp(card->plugin, "vram") != 0)
		return false;
	for (const struct workload *w = file->workloads; w; w = w->next)
		if (!fact_known(w, F_TARGET_VRAM))
			return false;
	return true;
}

/* The same, asked once a rule. */
static bool
was_judged(const struct run *run, struct file_report *file,
    struct names *judged, const struct card *card)
{
	static bool yes = true, no = false;
	bool *known = names_get(judged, card->name);

	if (known == NULL) {
		known = way_judged(run, file, card) ? &yes : &no;
		names_put(judged, &file->arena, card->name, known);
	}
	return *known;
}

/* A comment that silences nothing is worth a word. */
static void
add_remarks(const struct run *run, struct file_report *file,
    const struct suppress_problem *problem)
{
	struct run_problem **last = &file->remarks, *remark;
	struct names judged = { NULL, 0, 0 };
	uint32_t line, column;

	for (; problem != NULL; problem = problem->next) {
		if (problem->unused != NULL &&
		    !was_judged(run, file, &judged, problem->unused))
			continue;
		source_place(file->tree->source, problem->span.start, &line,
		    &column);
		remark = arena_alloc(&file->arena, sizeof(*remark));
		remark->text =
		    arena_printf(&file->arena, "%s:%u:%u: %s", file->path,
			(unsigned)line, (unsigned)column, problem->text);
		*last = remark;
		last = &remark->next;
	}
}

static const struct node *
first_document(const struct file_report *file, const struct dialect **dialect)
{
	uint32_t i;

	for (i = 0; i < file->tree->document_count; i++)
		if (file->documents[i] != NULL) {
			*dialect = file->documents[i];
			return file->tree->documents[i];
		}
	*dialect = NULL;
	return NULL;
}

static struct finding *
add_own(const struct run *run, struct file_report *file, const char *rule,
    const char *message)
{
	const struct card *card = card_by_name(&run->knowledge.cards, rule);
	enum severity severity;
	struct finding *f;

	if (card == NULL || !way_wants(run, file, card, &severity))
		return NULL;
	f = arena_alloc(&file->arena, sizeof(*f));
	f->card = card;
	f->severity = severity;
	f->message = message;
	f->confidence = "high";
	f->key_path = "";
	return f;
}

static void
set_place(struct finding *f, struct source *source, struct span span)
{
	f->source = source;
	f->span = span;
	source_place(source, span.start, &f->line, &f->column);
	source_place(source, span.end, &f->end_line, &f->end_column);
}

void
way_check(const struct run *run, struct file_report *file)
{
	struct finding **findings = &file->findings;
	struct unjudged **unjudged = &file->unjudged;
	struct subject subject = { .path = file->path, .tree = file->tree };
	const struct workload *w;

	if (file->tree != NULL && file->recognised) {
		subject.documents = file->documents;
		subject.linked = file->linked;
		subject.linked_count = file->linked_count;
		subject.catalog = way_catalog(run, file);
		subject.dialects = way_dialects(run, file);
		subject.arena = &file->arena;
		subject.findings = findings;
		subject.unjudged = unjudged;
		subject.below_root =
		    folder_below_root(file->folder, file->path, &file->arena);
		subject.root = first_document(file, &subject.dialect);
		run_scope(run, file, &subject, GPULINT_FILE);
		for (w = file->workloads; w != NULL; w = w->next) {
			subject.workload = w;
			subject.estimate = NULL;
			subject.root = w->root;
			subject.dialect =
			    dialect_by_name(way_dialects(run, file),
				w->dialect);
			run_scope(run, file, &subject, GPULINT_WORKLOAD);
			run_program(run, file, &subject);
		}
		add_remarks(run, file,
		    suppress_findings(file->findings, file->tree,
			&run->knowledge.cards, &file->arena));
		/* what their comments lack is said when they are linted */
		for (size_t i = 0; i < file->linked_count; i++)
			suppress_findings(file->findings, file->linked[i],
			    &run->knowledge.cards, &file->arena);
	}
	file->findings = sort(file->findings, &file->arena);
	fingerprint_all(file->findings, &file->arena);
	baseline_apply(run->options.baseline, file->findings);
}

void
way_syntax(const struct run *run, struct file_report *file,
    struct source *source, const struct tree_problem *problem)
{
	const struct dialect *dialect = dialect_of_text(way_dialects(run, file),
	    source->bytes, source->size, file->path);
	enum severity gravest;
	struct finding *f;

	if (dialect == NULL)
		return;
	gravest = loader_severity(source, problem, dialect);
	if (gravest == SEVERITY_OFF)
		return;
	file->dialect = dialect->name;
	if (!dialect->linted)
		return;
	file->recognised = true;
	f = add_own(run, file, "config/syntax",
	    arena_string(&file->arena, problem->text));
	if (f == NULL)
		return;
	if (f->severity > gravest)
		f->severity = gravest;
	set_place(f, source, problem->span);
	file->findings = f;
}
