#include "base/suggest.h"

#include <ctype.h>
#include <string.h>

enum { LONGEST = 64 };

void
suggest_init(struct suggest *suggest, const char *wanted)
{
	suggest->wanted = wanted;
	suggest->best = NULL;
	suggest->distance = 4;
}

/* Lower case letters and digits only, at most LONGEST. */
static size_t
squeeze(const char *s, char out[LONGEST])
{
	size_t n = 0;

	for (; *s != '\0' && n < LONGEST; s++) {
		if (*s != '-' && *s != '_' && *s != ' ')
			out[n++] = (char)tolower((unsigned char)*s);
	}
	return n;
}

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t low = a < b ? a : b;

	return low < c ? low : c;
}

/* Edits, a swap of neighbours counting as one (optimal string alignment). */
static size_t
distance(const char *a, size_t na, const char *b, size_t nb)
{
	size_t rows[3][LONGEST + 1];

	for (size_t j = 0; j <= nb; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= na; i++) {
		size_t *row = rows[i % 3], *above = rows[(i + 2) % 3];
		const size_t *second = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			size_t change = above[j - 1] + (a[i - 1] != b[j - 1]);

			row[j] = least(change, above[j] + 1, row[j - 1] + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = least(row[j], second[j - 2] + 1,
				    row[j]);
		}
	}
	return rows[na % 3][nb];
}

void
suggest_offer(struct suggest *suggest, const char *candidate)
{
	char a[LONGEST], b[LONGEST];
	size_t na = squeeze(suggest->wanted, a), nb = squeeze(candidate, b);
	size_t apart, longer = na > nb ? na : nb;

	if (longer - (na + nb - longer) >= suggest->distance)
		return;
	apart = distance(a, na, b, nb);
	if (apart < suggest->distance && apart * 3 <= longer) {
		suggest->best = candidate;
		suggest->distance = apart;
	}
}
