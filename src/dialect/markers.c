#include "dialect/markers.h"

#include <stdlib.h>
#include <string.h>

enum { WINDOW_LIMIT = 16 };

struct word {
	const char *s;
	unsigned pair;
};

static unsigned
pair_of(const char *s)
{
	unsigned a = (unsigned char)s[0], b = (unsigned char)s[1];

	return (a << 5 ^ b) % MARKER_PAIRS;
}

static int
by_pair(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	if (x->pair != y->pair)
		return x->pair < y->pair ? -1 : 1;
	return strcmp(x->s, y->s);
}

/* The words of all dialects; the shortest one's length. */
static size_t
collect(const struct dialects *dialects, struct word *words, size_t *shortest)
{
	size_t n = 0, length;

	for (size_t i = 0; i < dialects->count; i++) {
		const char *const *marker = dialects->all[i].markers;

		for (; marker && *marker; marker++, n++) {
			if (!words)
				continue;
			words[n].s = *marker;
			length = strlen(*marker);
			if (n == 0 || length < *shortest)
				*shortest = length;
		}
	}
	return n;
}

static void
fill_skips(struct markers *markers, const struct word *words, size_t n,
    struct arena *arena)
{
	size_t window = markers->shortest;
	uint8_t *skip = arena_alloc(arena, MARKER_PAIRS);

	memset(skip, (int)(window - 1), MARKER_PAIRS);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j + 1 < window; j++) {
			uint8_t *at = &skip[pair_of(words[i].s + j)];
			size_t left = window - 2 - j;

			if (*at > left)
				*at = (uint8_t)left;
		}
	}
	markers->skip = skip;
}

const struct markers *
markers_make(const struct dialects *dialects, struct arena *arena)
{
	size_t n = collect(dialects, NULL, NULL), k = 0, shortest = 0;
	struct markers *markers;
	struct word *words;
	const char **list;
	uint16_t *first;

	if (n == 0 || n > MARKER_LIMIT)
		return NULL;
	words = arena_array(arena, n, sizeof(*words));
	collect(dialects, words, &shortest);
	if (shortest < 2)
		return NULL;
	markers = arena_alloc(arena, sizeof(*markers));
	markers->shortest = shortest < WINDOW_LIMIT ? shortest : WINDOW_LIMIT;
	for (size_t i = 0; i < n; i++)
		words[i].pair = pair_of(words[i].s + markers->shortest - 2);
	qsort(words, n, sizeof(*words), by_pair);
	fill_skips(markers, words, n, arena);
	list = arena_array(arena, n + 1, sizeof(*list));
	first = arena_array(arena, MARKER_PAIRS + 1, sizeof(*first));
	for (unsigned pair = 0; pair < MARKER_PAIRS; pair++) {
		first[pair] = (uint16_t)k;
		for (; k < n && words[k].pair == pair; k++)
			list[k] = words[k].s;
	}
	first[MARKER_PAIRS] = (uint16_t)k;
	markers->words = list;
	markers->first = first;
	return markers;
}

static bool
is_word_at(const struct markers *markers, unsigned pair, const char *s,
    size_t size)
{
	for (size_t i = markers->first[pair]; i < markers->first[pair + 1];
	     i++) {
		size_t length = strlen(markers->words[i]);

		if (length <= size && memcmp(s, markers->words[i], length) == 0)
			return true;
	}
	return false;
}

bool
markers_occur(const struct markers *markers, const char *bytes, size_t size)
{
	size_t window = markers->shortest, at = 0;

	while (size - at >= window) {
		unsigned pair = pair_of(bytes + at + window - 2);

		if (markers->skip[pair] == 0 &&
		    is_word_at(markers, pair, bytes + at, size - at))
			return true;
		at += markers->skip[pair] == 0 ? 1 : markers->skip[pair];
	}
	return false;
}
