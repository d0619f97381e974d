#include "dialect/wording.h"

#include "command/engine.h"
#include "dialect/say.h"

#include <string.h>

struct source *
wording_source(const struct workload *w, const struct wording *wording)
{
	return wording->link == NULL ? w->source : wording->link->tree->source;
}

const struct node *
wording_root(const struct workload *w, const struct wording *wording)
{
	return wording->link == NULL ? w->root : wording->link->root;
}

/* A value as a file of our own form has it. */
static const char *
plain_text(const struct workload *w, enum fact_id id, const struct fact *fact)
{
	struct text text;
	const char *copy;

	if (fact_rows[id].type == FACT_TYPE_COUNT)
		return arena_printf(w->arena, "%.0f", fact->number);
	if (fact_rows[id].type == FACT_TYPE_NUMBER)
		return arena_printf(w->arena, "%.6g", fact->number);
	text_init(&text);
	fact_print(&text, id, fact);
	copy = arena_string(w->arena, text_string(&text));
	text_release(&text);
	return copy;
}

static const struct dialect *
engine_dialect(const struct dialects *dialects, const struct workload *w)
{
	const struct engine *engine =
	    engine_by_name(fact_text(w, F_SERVE_ENGINE));

	if (w->command != NULL)
		return dialect_by_name(dialects, w->command);
	return engine == NULL ? NULL
			      : dialect_by_name(dialects, engine->dialect);
}

/* In the linked file that states the fact, or else (any) in one whose dialect
 * has words for it. */
static bool
say_linked(struct words *words, enum fact_id id, const char *value, bool any)
{
	const struct workload *w = words->w;
	bool said = false;

	for (words->link = w->links; words->link != NULL;
	     words->link = words->link->next) {
		const struct source *source = words->link->tree->source;

		words->count = 0;
		if (source->transcoded ||
		    (!any && !is_stated_in(source, workload_fact(w, id))))
			continue;
		said =
		    say_in_place(words, id, value) ||
		    say_keys(words,
			dialect_by_name(words->dialects, words->link->dialect),
			id, value);
		if (said)
			break;
	}
	words->link = NULL;
	if (!said)
		words->count = 0;
	return said;
}

static bool
say_here(struct words *words, enum fact_id id, const char *value)
{
	const struct workload *w = words->w;
	const struct dialect *dialect =
	    dialect_by_name(words->dialects, w->dialect);
	const struct dialect *engine = engine_dialect(words->dialects, w);

	if (say_in_place(words, id, value))
		return true;
	/* said by a key of another meaning: batch_size for accumulation */
	if (is_number_fact(id) && is_stated_here(w, workload_fact(w, id)) &&
	    !is_from_flag(&workload_fact(w, id)->origin))
		return false;
	if (strcmp(w->dialect, "workload") == 0)
		return say_key(words, fact_rows[id].name, value);
	if (dialect != NULL && dialect->writing_count > 0)
		return say_keys(words, dialect, id, value);
	if (strcmp(w->dialect, "vllm_config") == 0)
		return say_settings(words, engine, id, value);
	return say_flags(words, engine, id, value);
}

static bool
say(struct words *words, enum fact_id id, const char *value)
{
	if (say_linked(words, id, value, false) || say_here(words, id, value))
		return true;
	return !is_stated_here(words->w, workload_fact(words->w, id)) &&
	       say_linked(words, id, value, true);
}

size_t
wording_of(const struct dialects *dialects, const struct workload *w,
    enum fact_id id, const struct fact *value,
    struct wording out[WORDING_LIMIT])
{
	struct words words = { .dialects = dialects, .w = w, .out = out };

	if (w->source == NULL || w->root == NULL || w->source->transcoded ||
	    w->dialect == NULL)
		return 0;
	return say(&words, id, plain_text(w, id, value)) ? words.count : 0;
}
