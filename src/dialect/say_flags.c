#include "dialect/say.h"

#include <string.h>

const char *
say_flag_name(const struct workload *w, const struct origin *origin)
{
	const char *bytes = w->source->bytes + origin->key->span.start;
	size_t length = origin->key->span.end - origin->key->span.start;
	const char *equals;

	if (origin->key->span.end > w->source->size || length == 0)
		return node_text(origin->key);
	equals = memchr(bytes, '=', length);
	return arena_copy(w->arena, bytes,
	    equals == NULL ? length : (size_t)(equals - bytes));
}

static bool
is_word(const char *text)
{
	return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX"
			    "YZ0123456789._-") == strlen(text);
}

bool
say_flags(struct words *words, const struct dialect *dialect, enum fact_id id,
    const char *value)
{
	const struct workload *w = words->w;
	const struct fact *fact = workload_fact(w, id);
	const struct writing *row = say_row(dialect, id, value);
	struct span place;

	if (row == NULL || !wording_command(w, &place))
		return false;
	for (const struct translation *t = row->keys; t->written; t++) {
		const char *text = say_filled(w, t->meant, value);
		bool stands =
		    is_stated_here(w, fact) && is_from_flag(&fact->origin) &&
		    strcmp(node_text(fact->origin.key), t->written) == 0;
		struct wording *wording;

		if (!is_word(text) || (stands && fact->origin.node == NULL))
			return false;
		wording = say_add(words, stands ? WORDING_SPAN : WORDING_FLAG,
		    stands ? say_flag_name(w, &fact->origin)
			   : arena_printf(w->arena, "--%s", t->written),
		    text);
		if (wording == NULL)
			return false;
		if (stands) {
			wording->was = node_text(fact->origin.node);
			wording->span = fact->origin.span;
		}
	}
	return true;
}

bool
wording_command(const struct workload *w, struct span *value)
{
	static const enum fact_id anchors[] = { F_SERVE_MAX_LEN, F_MODEL_ID,
		F_SERVE_MEMORY_FRACTION, F_PARALLEL_TENSOR };

	for (size_t i = 0; i < sizeof(anchors) / sizeof(*anchors); i++) {
		const struct fact *fact = workload_fact(w, anchors[i]);

		if (is_stated_here(w, fact) && is_from_flag(&fact->origin) &&
		    fact->origin.node != NULL) {
			*value = fact->origin.span;
			return true;
		}
	}
	return false;
}
