#include "base/suggest.h"

#include <ctype.h>
#include <string.h>

/* Lower case letters and digits only, at most SUGGEST_LONGEST. */
static size_t
squeeze(const char *s, char out[SUGGEST_LONGEST])
{
	size_t n = 0;

	for (; *s != '\0' && n < SUGGEST_LONGEST; s++) {
		if (*s != '-' && *s != '_' && *s != ' ')
			out[n++] = (char)tolower((unsigned char)*s);
	}
	return n;
}

/* A bit for each character that occurs, some of them sharing one. */
static uint64_t
characters(const char *s, size_t length)
{
	uint64_t set = 0;

	for (size_t i = 0; i < length; i++)
		set |= (uint64_t)1 << ((unsigned char)s[i] & 63);
	return set;
}

static size_t
count_bits(uint64_t set)
{
	size_t n = 0;

	for (; set != 0; set &= set - 1)
		n++;
	return n;
}

void
suggest_word_init(struct suggest_word *word, const char *text)
{
	word->text = text;
	word->length = squeeze(text, word->squeezed);
	word->characters = characters(word->squeezed, word->length);
}

void
suggest_init(struct suggest *suggest, const char *wanted)
{
	suggest->best = NULL;
	suggest->distance = 4;
	suggest_word_init(&suggest->wanted, wanted);
}

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t low = a < b ? a : b;

	return low < c ? low : c;
}

/*
 * Edits, a swap of neighbours counting as one (optimal string alignment);
 * limit stands for that many and more, so that only the cells less than
 * limit off the diagonal need a number.
 */
static size_t
distance(const char *a, size_t na, const char *b, size_t nb, size_t limit)
{
	size_t rows[3][SUGGEST_LONGEST + 2];

	for (size_t j = 0; j <= nb; j++)
		rows[0][j] = j < limit ? j : limit;
	for (size_t i = 1; i <= na; i++) {
		size_t *row = rows[i % 3], *above = rows[(i + 2) % 3];
		const size_t *second = rows[(i + 1) % 3];
		size_t from = i < limit ? 1 : i - limit + 1;
		size_t to = i + limit - 1 < nb ? i + limit - 1 : nb;
		size_t lowest = limit;

		row[from - 1] = from == 1 && i < limit ? i : limit;
		for (size_t j = from; j <= to; j++) {
			size_t change = above[j - 1] + (a[i - 1] != b[j - 1]);

			row[j] = least(change, above[j] + 1, row[j - 1] + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] =
				    least(row[j], second[j - 2] + 1, row[j]);
			if (row[j] < lowest)
				lowest = row[j];
		}
		if (to < nb)
			row[to + 1] = limit; /* read as above[j] */
		if (lowest == limit && row[from - 1] >= limit)
			return limit;
	}
	return rows[na % 3][nb] < limit ? rows[na % 3][nb] : limit;
}

void
suggest_offer_word(struct suggest *suggest,
    const struct suggest_word *candidate)
{
	const struct suggest_word *wanted = &suggest->wanted;
	size_t n = candidate->length, m = wanted->length, apart;
	size_t longer = n > m ? n : m;
	uint64_t differ;

	if (longer - (n + m - longer) >= suggest->distance)
		return;
	/* an edit brings at most one character and takes one away */
	differ = wanted->characters ^ candidate->characters;
	if (count_bits(differ) > 2 * (suggest->distance - 1))
		return;
	apart = distance(wanted->squeezed, m, candidate->squeezed, n,
	    suggest->distance);
	if (apart < suggest->distance && apart * 3 <= longer) {
		suggest->best = candidate->text;
		suggest->distance = apart;
	}
}

void
suggest_offer(struct suggest *suggest, const char *candidate)
{
	struct suggest_word word;

	suggest_word_init(&word, candidate);
	suggest_offer_word(suggest, &word);
}
