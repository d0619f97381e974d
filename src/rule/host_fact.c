/* What plugin.h promises about facts. */

#include "rule/host.h"

#include <string.h>

static const struct fact absent_fact;

/* What a model has only because others of its size do decides nothing. */
static bool
is_presumed(const struct workload *w, enum fact_id id)
{
	return w->model.presumed && id >= F_MODEL_FAMILY &&
	       id <= F_MODEL_VISION &&
	       workload_fact(w, id)->origin.kind == ORIGIN_DERIVED;
}

const struct gpulint_fact *
gpulint_fact(struct gpulint_pass *pass, const char *name)
{
	const struct workload *w;
	const struct fact *fact = &absent_fact;
	enum fact_id id;

	w = pass == NULL ? NULL : pass->subject->workload;
	if (w == NULL || name == NULL)
		return shown_fact(fact);
	if (fact_lib(name) != NULL)
		return shown_fact(workload_lib(w, fact_lib(name)));
	id = fact_by_name(name);
	if (id == FACT_COUNT || is_presumed(w, id))
		return shown_fact(fact);
	return shown_fact(workload_fact(w, id));
}

bool
gpulint_known(const struct gpulint_fact *fact)
{
	return fact != NULL && fact_of(fact)->state == FACT_KNOWN;
}

bool
gpulint_unknown_fact(const struct gpulint_fact *fact)
{
	return fact != NULL && fact_of(fact)->state == FACT_UNKNOWN;
}

const char *
gpulint_reason(const struct gpulint_fact *fact)
{
	if (!gpulint_unknown_fact(fact) || fact_of(fact)->reason == NULL)
		return "";
	return fact_of(fact)->reason;
}

bool
gpulint_stated(const struct gpulint_fact *fact)
{
	enum origin_kind kind;

	if (!gpulint_known(fact))
		return false;
	kind = fact_of(fact)->origin.kind;
	return kind == ORIGIN_WRITTEN || kind == ORIGIN_PROJECT ||
	       kind == ORIGIN_OPTION;
}

double
gpulint_number(const struct gpulint_fact *fact)
{
	return gpulint_known(fact) ? fact_of(fact)->number : 0;
}

const char *
gpulint_text(const struct gpulint_fact *fact)
{
	if (!gpulint_known(fact) || fact_of(fact)->text == NULL)
		return "";
	return fact_of(fact)->text;
}

bool
gpulint_is(const struct gpulint_fact *fact, const char *text)
{
	return text != NULL && gpulint_known(fact) &&
	       strcmp(gpulint_text(fact), text) == 0;
}

bool
gpulint_lists(const struct gpulint_fact *fact, const char *item)
{
	size_t i;

	if (item == NULL || !gpulint_known(fact))
		return false;
	for (i = 0; i < fact_of(fact)->list_length; i++)
		if (strcmp(fact_of(fact)->list[i], item) == 0)
			return true;
	return false;
}

const char *
gpulint_origin(struct gpulint_pass *pass, const struct gpulint_fact *fact)
{
	struct text out;
	const char *copy;

	if (pass == NULL || fact == NULL)
		return "";
	text_init(&out);
	origin_print(&out, &fact_of(fact)->origin);
	copy = arena_string(pass->subject->arena, text_string(&out));
	text_release(&out);
	return copy;
}

enum gpulint_neighbour
gpulint_neighbour_of(const struct gpulint_fact *fact)
{
	static const enum gpulint_neighbour shown[] = {
		[NEIGHBOUR_NONE] = GPULINT_NO_NEIGHBOUR,
		[NEIGHBOUR_LAUNCHER] = GPULINT_LAUNCHER,
		[NEIGHBOUR_BESIDE] = GPULINT_BESIDE,
	};

	return shown[fact == NULL ? 0 : fact_of(fact)->origin.neighbour];
}

const struct gpulint_node *
gpulint_node_of(const struct gpulint_fact *fact)
{
	const struct origin *origin;

	if (fact == NULL)
		return NULL;
	origin = &fact_of(fact)->origin;
	if (origin->kind != ORIGIN_WRITTEN)
		return NULL;
	return shown_node(origin->node != NULL ? origin->node : origin->key);
}

const char *
gpulint_kind(struct gpulint_pass *pass)
{
	static const char *const names[] = { "other", "train", "serve" };
	const struct workload *w;

	w = pass == NULL ? NULL : pass->subject->workload;
	return w == NULL ? "other" : names[w->kind];
}

const char *
gpulint_dialect(struct gpulint_pass *pass)
{
	const struct subject *subject;

	if (pass == NULL)
		return "";
	subject = pass->subject;
	if (!subject->is_program && subject->workload != NULL &&
	    subject->workload->dialect != NULL)
		return subject->workload->dialect;
	return subject->dialect == NULL ? "" : subject->dialect->name;
}

bool
gpulint_has_program(struct gpulint_pass *pass)
{
	return pass != NULL && pass->subject->workload != NULL &&
	       pass->subject->workload->program.root != NULL;
}

bool
gpulint_in_program(struct gpulint_pass *pass)
{
	return pass != NULL && pass->subject->is_program;
}

const char *
gpulint_workload_name(struct gpulint_pass *pass)
{
	const struct workload *w;

	w = pass == NULL ? NULL : pass->subject->workload;
	return w == NULL || w->name == NULL ? "" : w->name;
}
