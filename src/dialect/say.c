#include "dialect/say.h"

#include <string.h>

bool
is_number_fact(enum fact_id id)
{
	return fact_rows[id].type == FACT_TYPE_COUNT ||
	       fact_rows[id].type == FACT_TYPE_NUMBER;
}

bool
is_stated_in(const struct source *source, const struct fact *fact)
{
	return fact->state == FACT_KNOWN &&
	       fact->origin.kind == ORIGIN_WRITTEN &&
	       fact->origin.source == source && fact->origin.key != NULL;
}

bool
is_stated_here(const struct workload *w, const struct fact *fact)
{
	return is_stated_in(w->source, fact);
}

bool
is_from_flag(const struct origin *origin)
{
	return origin->key != NULL && origin->key->parent == NULL;
}

struct wording *
say_add(struct words *words, enum wording_place place, const char *key,
    const char *text)
{
	struct wording *wording;

	if (words->count == WORDING_LIMIT)
		return NULL;
	wording = &words->out[words->count++];
	*wording = (struct wording){ .place = place,
		.key = key,
		.text = text,
		.link = words->link };
	return wording;
}

const struct writing *
say_row(const struct dialect *dialect, enum fact_id id, const char *value)
{
	for (size_t i = 0; dialect != NULL && i < dialect->writing_count; i++) {
		const struct writing *row = &dialect->writings[i];

		if (strcmp(row->fact, fact_rows[id].name) == 0 &&
		    (row->value == NULL || strcmp(row->value, value) == 0))
			return row;
	}
	return NULL;
}

/* "{}" stands for the value. */
const char *
say_filled(const struct workload *w, const char *text, const char *value)
{
	return strcmp(text, "{}") == 0 ? value : arena_string(w->arena, text);
}
