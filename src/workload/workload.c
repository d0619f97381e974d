#include "workload/workload.h"

#include "base/number.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

static const struct fact absent = { .state = FACT_ABSENT };

struct workload *
workload_new(struct arena *arena, const char *dialect, enum workload_kind kind,
    const struct tree *tree, const struct node *root)
{
	struct workload *w = arena_alloc(arena, sizeof(*w));

	w->arena = arena;
	w->dialect = dialect;
	w->kind = kind;
	w->tree = tree;
	w->root = root;
	w->source = tree == NULL ? NULL : tree->source;
	return w;
}

/* True where fact may stand in place of old. */
static bool
replaces(const struct fact *fact, const struct fact *old)
{
	if (fact->state == FACT_ABSENT)
		return false;
	if (old->state == FACT_ABSENT)
		return true;
	if (fact->origin.kind != old->origin.kind)
		return fact->origin.kind > old->origin.kind;
	return fact->state == FACT_KNOWN && old->state == FACT_UNKNOWN;
}

void
workload_set(struct workload *w, enum fact_id id, const struct fact *fact)
{
	if ((unsigned)id < FACT_COUNT && replaces(fact, &w->facts[id]))
		w->facts[id] = *fact;
}

void
workload_set_unknown(struct workload *w, enum fact_id id, const char *reason,
    const struct origin *origin)
{
	struct fact fact = { .state = FACT_UNKNOWN, .origin = *origin };

	fact.reason = arena_string(w->arena, reason == NULL ? "" : reason);
	workload_set(w, id, &fact);
}

/* Why a number cannot be that fact's, or NULL. */
static const char *
trouble_with(enum fact_id id, double number)
{
	enum fact_type type = fact_rows[id].type;

	if (!isfinite(number))
		return "is no finite number";
	if (fabs(number) > NUMBER_MAX)
		return "is past what can be counted";
	if (type == FACT_TYPE_NUMBER)
		return fact_is_share(id) && (number < 0 || number > 1)
			   ? "is not from 0 to 1"
			   : NULL;
	if (number < 0)
		return "is below 0";
	if (type == FACT_TYPE_COUNT && number != floor(number))
		return "is not a whole number";
	return NULL;
}

void
workload_set_number(struct workload *w, enum fact_id id, double number,
    const struct origin *origin)
{
	struct fact fact = { .state = FACT_KNOWN, .origin = *origin };
	const char *trouble;

	if ((unsigned)id >= FACT_COUNT)
		return;
	switch (fact_rows[id].type) {
	case FACT_TYPE_TEXT:
	case FACT_TYPE_VERSION:
	case FACT_TYPE_LIST:
		workload_set_text(w, id,
		    arena_printf(w->arena, "%.15g", number), origin);
		return;
	default:
		break;
	}
	trouble = trouble_with(id, number);
	if (trouble != NULL) {
		workload_set_unknown(w, id,
		    arena_printf(w->arena, "%.15g %s", number, trouble),
		    origin);
		return;
	}
	fact.number =
	    fact_rows[id].type == FACT_TYPE_FLAG ? number != 0 : number;
	workload_set(w, id, &fact);
}

void
workload_set_text(struct workload *w, enum fact_id id, const char *text,
    const struct origin *origin)
{
	struct fact fact = { .origin = *origin };
	struct error err = { "" };

	if ((unsigned)id >= FACT_COUNT || text == NULL)
		return;
	if (fact_from_text(&fact, id, text, w->arena, &err))
		workload_set(w, id, &fact);
	else
		workload_set_unknown(w, id, err.text, origin);
}

void
workload_set_list(struct workload *w, enum fact_id id, const char *const *list,
    size_t length, const struct origin *origin)
{
	struct fact fact = { .state = FACT_KNOWN, .origin = *origin };
	const char **copy;

	if ((unsigned)id >= FACT_COUNT)
		return;
	copy = arena_array(w->arena, length + 1, sizeof(*copy));
	for (size_t i = 0; i < length; i++)
		copy[i] = arena_string(w->arena, list[i]);
	fact.list = copy;
	fact.list_length = length;
	workload_set(w, id, &fact);
}

/* As the package index compares names: lower case, - for _ and dots. */
static char *
index_name(struct arena *arena, const char *name)
{
	char *s = arena_string(arena, name);

	for (char *c = s; *c != '\0'; c++) {
		if (*c == '_' || *c == '.')
			*c = '-';
		else
			*c = (char)tolower((unsigned char)*c);
	}
	return s;
}

static bool
is_same_lib(const char *own, const char *name)
{
	for (; *own != '\0' && *name != '\0'; own++, name++) {
		char c = *name == '_' || *name == '.'
			     ? '-'
			     : (char)tolower((unsigned char)*name);

		if (*own != c)
			return false;
	}
	return *own == *name;
}

static struct lib *
lib_of(const struct workload *w, const char *name)
{
	for (struct lib *lib = w->libs; lib != NULL; lib = lib->next) {
		if (is_same_lib(lib->name, name))
			return lib;
	}
	return NULL;
}

static void
set_lib_fact(struct workload *w, const char *name, const struct fact *fact)
{
	struct lib *lib = lib_of(w, name), **end = &w->libs;

	if (lib == NULL) {
		lib = arena_alloc(w->arena, sizeof(*lib));
		lib->name = index_name(w->arena, name);
		while (*end != NULL)
			end = &(*end)->next;
		*end = lib;
	}
	if (replaces(fact, &lib->version))
		lib->version = *fact;
}

void
workload_set_lib(struct workload *w, const char *name, const char *version,
    const struct origin *origin)
{
	struct fact fact = { .state = FACT_KNOWN, .origin = *origin };

	if (name == NULL || *name == '\0')
		return;
	fact.text = arena_string(w->arena, version == NULL ? "" : version);
	set_lib_fact(w, name, &fact);
}

void
workload_add_problem(struct workload *w, const struct origin *place,
    const char *text)
{
	struct workload_problem **end = &w->problems, *problem;

	while (*end != NULL)
		end = &(*end)->next;
	problem = arena_alloc(w->arena, sizeof(*problem));
	problem->place = *place;
	problem->text = text;
	*end = problem;
}

void
workload_merge(struct workload *w, const struct workload *other)
{
	for (unsigned i = 0; i < FACT_COUNT; i++)
		workload_set(w, (enum fact_id)i, &other->facts[i]);
	for (const struct lib *lib = other->libs; lib != NULL; lib = lib->next)
		set_lib_fact(w, lib->name, &lib->version);
}

const struct fact *
workload_fact(const struct workload *w, enum fact_id id)
{
	if (w == NULL || (unsigned)id >= FACT_COUNT)
		return &absent;
	return &w->facts[id];
}

const struct fact *
workload_lib(const struct workload *w, const char *name)
{
	const struct lib *lib =
	    w == NULL || name == NULL ? NULL : lib_of(w, name);

	return lib == NULL ? &absent : &lib->version;
}

bool
fact_known(const struct workload *w, enum fact_id id)
{
	return workload_fact(w, id)->state == FACT_KNOWN;
}

double
fact_number(const struct workload *w, enum fact_id id, double otherwise)
{
	return fact_known(w, id) ? w->facts[id].number : otherwise;
}

const char *
fact_text(const struct workload *w, enum fact_id id)
{
	const struct fact *fact = workload_fact(w, id);

	return fact->state == FACT_KNOWN && fact->text != NULL ? fact->text
							       : "";
}

bool
fact_is(const struct workload *w, enum fact_id id, const char *text)
{
	return fact_known(w, id) && strcmp(fact_text(w, id), text) == 0;
}

bool
fact_flag(const struct workload *w, enum fact_id id, bool otherwise)
{
	return fact_number(w, id, otherwise ? 1 : 0) != 0;
}

bool
fact_lists(const struct workload *w, enum fact_id id, const char *item)
{
	const struct fact *fact = workload_fact(w, id);

	for (size_t i = 0; fact->state == FACT_KNOWN && i < fact->list_length;
	     i++) {
		if (strcmp(fact->list[i], item) == 0)
			return true;
	}
	return false;
}

struct origin
origin_written(struct source *source, const struct node *key,
    const struct node *value)
{
	const struct node *place = value != NULL ? value : key;
	struct origin origin = { .kind = ORIGIN_WRITTEN,
		.source = source,
		.key = key,
		.node = value };

	if (place != NULL)
		origin.span = place->span;
	return origin;
}

struct origin
origin_note(enum origin_kind kind, const char *note)
{
	struct origin origin = { .kind = kind, .note = note };

	return origin;
}
