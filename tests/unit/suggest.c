/* What is near, against the whole table of distances, and counted text. */

#include "base/suggest.h"
#include "base/utf8.h"
#include "tap.h"

#include <string.h>

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment, every cell of the table. */
static size_t
distance(const char *a, const char *b)
{
	size_t table[32][32], na = strlen(a), nb = strlen(b), i, j, change;

	for (i = 0; i <= na; i++) {
		for (j = 0; j <= nb; j++) {
			if (i == 0 || j == 0) {
				table[i][j] = i + j;
				continue;
			}
			change = table[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			table[i][j] = least(change,
			    1 + least(table[i - 1][j], table[i][j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				table[i][j] =
				    least(table[i][j], 1 + table[i - 2][j - 2]);
		}
	}
	return table[na][nb];
}

static unsigned
next(unsigned *state)
{
	*state = *state * 1103515245U + 12345U;
	return *state >> 16;
}

static void
word_of(unsigned *state, char *out)
{
	unsigned length = next(state) % 14;

	for (unsigned i = 0; i < length; i++)
		*out++ = (char)('a' + next(state) % 3);
	*out = '\0';
}

static void
agrees_with_the_whole_table(void **state)
{
	unsigned seed = 7, near = 0;
	char wanted[16], other[16];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct suggest suggest;
		size_t apart, longer;

		word_of(&seed, wanted);
		word_of(&seed, other);
		apart = distance(wanted, other);
		longer = strlen(wanted) > strlen(other) ? strlen(wanted)
							: strlen(other);
		suggest_init(&suggest, wanted);
		suggest_offer(&suggest, other);
		if (apart < 4 && apart * 3 <= longer) {
			assert_ptr_equal(suggest.best, other);
			assert_int_equal(suggest.distance, apart);
			near++;
		} else {
			assert_null(suggest.best);
		}
	}
	assert_true(near > 100);
}

static void
takes_the_nearest_of_many(void **state)
{
	struct suggest suggest;

	(void)state;
	suggest_init(&suggest, "gradient_acumulation");
	suggest_offer(&suggest, "gradient_accumulations");
	suggest_offer(&suggest, "gradient-accumulation");
	suggest_offer(&suggest, "gradient_accumulate");
	assert_string_equal(suggest.best, "gradient-accumulation");
}

/* A word made once is a candidate like any other. */
static void
words_made_before_are_the_same(void **state)
{
	unsigned seed = 3;
	char wanted[16], other[2][16];

	(void)state;
	for (int i = 0; i < 5000; i++) {
		struct suggest one, two;

		word_of(&seed, wanted);
		suggest_init(&one, wanted);
		suggest_init(&two, wanted);
		for (int j = 0; j < 2; j++) {
			struct suggest_word word;

			word_of(&seed, other[j]);
			suggest_word_init(&word, other[j]);
			suggest_offer(&one, other[j]);
			suggest_offer_word(&two, &word);
		}
		assert_ptr_equal(one.best, two.best);
		assert_int_equal(one.distance, two.distance);
	}
}

/* Eight bytes at a time or one by one: the same. */
static void
counts_ascii_wherever_it_ends(void **state)
{
	char text[40];

	(void)state;
	for (size_t start = 0; start < 9; start++) {
		for (size_t end = start; end + 2 < sizeof(text); end++) {
			memset(text, 'x', sizeof(text));
			memcpy(text + end, "\xc3\xa9", 2);
			assert_int_equal(utf8_plain(text + start,
					     sizeof(text) - start),
			    end - start);
			assert_int_equal(utf8_count(text + start,
					     sizeof(text) - start),
			    sizeof(text) - start - 1);
		}
		assert_int_equal(utf8_plain(text, start), start);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_whole_table),
		cmocka_unit_test(takes_the_nearest_of_many),
		cmocka_unit_test(words_made_before_are_the_same),
		cmocka_unit_test(counts_ascii_wherever_it_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
