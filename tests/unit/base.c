/* Numbers, sizes, versions, suggestions and text, as people write them. */

#include "base/names.h"
#include "base/number.h"
#include "base/suggest.h"
#include "base/text.h"
#include "base/utf8.h"
#include "tap.h"

#include <math.h>
#include <string.h>

static double
size_of(const char *s)
{
	double bytes = -1;

	return number_parse_size(s, strlen(s), &bytes) ? bytes : -1;
}

static void
reads_sizes_with_their_units(void **state)
{
	(void)state;
	assert_true(size_of("24GiB") == 24.0 * 1024 * 1024 * 1024);
	assert_true(size_of("80GB") == 80e9);
	assert_true(size_of("512M") == 512.0 * 1024 * 1024);
	assert_true(size_of("16Gi") == 16.0 * 1024 * 1024 * 1024);
	assert_true(size_of("1.5 TB") == 1.5e12);
	assert_true(size_of("123") == 123);
	assert_true(size_of("12XB") == -1);
	assert_true(size_of("GiB") == -1);
	assert_true(size_of("") == -1);
}

static void
refuses_numbers_past_what_is_exact(void **state)
{
	double number;

	(void)state;
	assert_false(number_parse("9e18", 4, &number));
	assert_false(number_parse("1e999", 5, &number));
	assert_false(number_parse("nan", 3, &number));
	assert_true(number_parse("-0", 2, &number) && !signbit(number));
	assert_true(number_parse("9007199254740992", 16, &number));
	assert_true(number_parse("-1.5e-3", 7, &number) && number == -1.5e-3);
	assert_true(number_parse("406_934", 7, &number) && number == 406934);
	assert_false(number_parse("12 ", 3, &number));
}

static void
reads_counts_with_letters(void **state)
{
	double count;

	(void)state;
	assert_true(number_parse_count("8B", 2, &count) && count == 8e9);
	assert_true(number_parse_count("8.03e9", 6, &count) && count == 8.03e9);
	assert_true(number_parse_count("4k", 2, &count) && count == 4000);
	assert_false(number_parse_count("8X", 2, &count));
}

static void
orders_versions_by_number(void **state)
{
	(void)state;
	assert_true(version_compare("450.80.02", "450.119.03") < 0);
	assert_true(version_compare("2.10", "2.9") > 0);
	assert_true(version_compare("12.4", "12.4") == 0);
	assert_true(version_compare("12", "12.4") < 0);
	assert_true(version_compare("v0.6.3", "0.6.3.post1") < 0);
}

static void
suggests_what_is_near(void **state)
{
	struct suggest suggest;

	(void)state;
	suggest_init(&suggest, "micro_bacth");
	suggest_offer(&suggest, "accumulation");
	suggest_offer(&suggest, "micro_batch");
	assert_string_equal(suggest.best, "micro_batch");
	suggest_init(&suggest, "xyz");
	suggest_offer(&suggest, "gpu");
	assert_null(suggest.best);
}

static void
prints_sizes_for_people(void **state)
{
	char buffer[32];

	(void)state;
	assert_string_equal(number_size(24.0 * 1024 * 1024 * 1024, buffer),
	    "24 GiB");
	assert_string_equal(number_size(22.44 * 1024 * 1024 * 1024, buffer),
	    "22.4 GiB");
	assert_string_equal(number_size(512.0 * 1024 * 1024, buffer),
	    "512 MiB");
	assert_string_equal(number_count(8.03e9, buffer), "8.03 B");
	assert_string_equal(number_count(131072, buffer), "131,072");
}

static void
writes_json_that_is_valid_whatever_the_bytes(void **state)
{
	struct text text;

	(void)state;
	text_init(&text);
	text_add_json(&text, "a\"\\\n\x01\xff\xc3\xa9", 8);
	assert_string_equal(text_string(&text),
	    "\"a\\\"\\\\\\n\\u0001\\ufffd\xc3\xa9\"");
	text_clear(&text);
	text_add_json_number(&text, 0.1);
	assert_string_equal(text_string(&text), "0.1");
	text_clear(&text);
	text_add_printable(&text, "\x1b[31m\xe2\x80\xae", 8);
	assert_string_equal(text_string(&text), "^[[31m<U+202E>");
	text_release(&text);
}

static void
finds_each_of_many_names(void **state)
{
	enum { MANY = 5000 };
	struct names names = { NULL, 0, 0 };
	struct arena arena;
	static int things[MANY];

	(void)state;
	arena_init(&arena);
	assert_null(names_get(&names, "0"));
	for (int i = 0; i < MANY; i++)
		names_put(&names, &arena, arena_printf(&arena, "%d", i),
		    &things[i]);
	names_put(&names, &arena, "7", &things[8]);
	assert_int_equal(names.count, MANY);
	for (int i = 0; i < MANY; i++)
		assert_ptr_equal(names_get(&names,
				     arena_printf(&arena, "%d", i)),
		    &things[i == 7 ? 8 : i]);
	assert_null(names_get(&names, "-1"));
	arena_release(&arena);
}

/* What an arena gave away outlives it, and both go on giving room. */
static void
an_arena_takes_over_another(void **state)
{
	struct arena arena, other;
	const char *mine, *theirs;

	(void)state;
	for (int filled = 0; filled < 2; filled++) {
		arena_init(&arena);
		arena_init(&other);
		mine = filled ? arena_string(&arena, "mine") : "mine";
		arena_alloc(&other, 100000);
		theirs = arena_string(&other, "theirs");
		arena_adopt(&arena, &other);
		arena_release(&other);
		arena_adopt(&arena, &other); /* of an empty one: nothing */
		memset(arena_alloc(&arena, 50000), 'x', 50000);
		assert_string_equal(mine, "mine");
		assert_string_equal(theirs, "theirs");
		arena_release(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_each_of_many_names),
		cmocka_unit_test(an_arena_takes_over_another),
		cmocka_unit_test(reads_sizes_with_their_units),
		cmocka_unit_test(refuses_numbers_past_what_is_exact),
		cmocka_unit_test(reads_counts_with_letters),
		cmocka_unit_test(orders_versions_by_number),
		cmocka_unit_test(suggests_what_is_near),
		cmocka_unit_test(prints_sizes_for_people),
		cmocka_unit_test(writes_json_that_is_valid_whatever_the_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
