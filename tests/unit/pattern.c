/* Patterns: what they match, what they are refused for, where they end. */

#include "base/pattern.h"
#include "tap.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static enum pattern_result
match_steps(const char *text, const char *subject, size_t length,
    uint64_t steps)
{
	struct error err = { "" };
	const struct pattern *pattern;
	enum pattern_result result;
	struct matcher *matcher;
	struct arena arena;

	arena_init(&arena);
	pattern = pattern_compile(text, strlen(text), &arena, &err);
	if (pattern == NULL)
		fail_msg("%s: %s", text, err.text);
	matcher = matcher_new(steps);
	result = pattern_match(pattern, matcher, subject, length);
	matcher_free(matcher);
	arena_release(&arena);
	return result;
}

static enum pattern_result
match(const char *text, const char *subject)
{
	return match_steps(text, subject, strlen(subject), 100000000);
}

static void
refuses(const char *text, size_t length, const char *reason)
{
	struct error err = { "" };
	struct arena arena;

	arena_init(&arena);
	assert_null(pattern_compile(text, length, &arena, &err));
	assert_string_equal(err.text, reason);
	arena_release(&arena);
}

static void
searches_and_anchors(void **state)
{
	(void)state;
	assert_int_equal(match("ell", "hello"), PATTERN_MATCH);
	assert_int_equal(match("^ell", "hello"), PATTERN_NO_MATCH);
	assert_int_equal(match(":latest$", "vllm:latest"), PATTERN_MATCH);
	assert_int_equal(match(":latest$", "vllm:latest-1"), PATTERN_NO_MATCH);
	assert_int_equal(match("(?i)VLLM", "vllm"), PATTERN_MATCH);
	assert_int_equal(match("(?<!no)pe", "nope"), PATTERN_NO_MATCH);
	assert_int_equal(match("", ""), PATTERN_MATCH);
}

static void
reads_characters_not_bytes(void **state)
{
	(void)state;
	assert_int_equal(match("^.$", "\xc3\xa9"), PATTERN_MATCH);
	assert_int_equal(match("^..$", "\xc3\xa9"), PATTERN_NO_MATCH);
	assert_int_equal(match_steps("b", "a\0b", 3, 1000), PATTERN_MATCH);
	assert_int_equal(match("a", "a\xff"), PATTERN_GAVE_UP);
}

static void
says_where_a_pattern_is_wrong(void **state)
{
	char reason[80], longer[PATTERN_LENGTH_LIMIT + 1];

	(void)state;
	refuses("a(b", 3, "missing closing parenthesis at character 4");
	refuses("\xc3\xa9[b", 4,
	    "missing terminating ] for character class at character 4");
	refuses("\\C", 2,
	    "using \\C is disabled by the application at "
	    "character 3");
	memset(longer, 'a', sizeof(longer));
	snprintf(reason, sizeof(reason),
	    "%d bytes are over the limit of %d a pattern",
	    PATTERN_LENGTH_LIMIT + 1, PATTERN_LENGTH_LIMIT);
	refuses(longer, sizeof(longer), reason);
}

static void
refuses_what_grows_when_compiled(void **state)
{
	struct error err = { "" };
	struct arena arena;
	char deep[401];

	(void)state;
	arena_init(&arena);
	assert_null(pattern_compile("(?:(?:a{1,60000}){1,60000}){1,60000}", 37,
	    &arena, &err));
	err.text[0] = '\0';
	memset(deep, '(', 200);
	memset(deep + 200, ')', 200);
	assert_null(pattern_compile(deep, 400, &arena, &err));
	assert_non_null(strstr(err.text, "too deep"));
	arena_release(&arena);
}

/* Exponential: 2^40 ways to split 40 letters. */
static void
gives_up_quickly(void **state)
{
	static const char letters[] =
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!";
	clock_t start = clock();

	(void)state;
	assert_int_equal(sizeof(letters) - 1, 41);
	assert_int_equal(match("(a+)+$", letters), PATTERN_GAVE_UP);
	assert_int_equal(match("^(a|a)*[bc]", letters), PATTERN_GAVE_UP);
	assert_int_equal(match("^((a*)*)*$", letters), PATTERN_GAVE_UP);
	assert_int_equal(match("^(.*?,){11}[PQ]", "1,2,3,4,5,6,7,8,9,10,11,12,"
						  "13,14,15,16,17,18,19,20"),
	    PATTERN_GAVE_UP);
	/* A hundredth of it when not instrumented. */
	assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
}

static void
gives_up_on_depth(void **state)
{
	char *subject = test_malloc(50001);

	(void)state;
	memset(subject, '(', 50000);
	subject[50000] = '\0';
	assert_int_equal(match("^(\\((?1)*)+x", subject), PATTERN_GAVE_UP);
	test_free(subject);
}

static void
gives_up_on_long_texts(void **state)
{
	char *subject = test_calloc(1, PATTERN_TEXT_LIMIT + 1);

	(void)state;
	memset(subject, 'b', PATTERN_TEXT_LIMIT + 1);
	assert_int_equal(match_steps("a", subject, PATTERN_TEXT_LIMIT, 1000),
	    PATTERN_NO_MATCH);
	assert_int_equal(match_steps("a", subject, PATTERN_TEXT_LIMIT + 1,
			     1000),
	    PATTERN_GAVE_UP);
	test_free(subject);
}

/* Each start stays under the match limit; together they do not. */
static void
counts_the_steps_of_all_searches(void **state)
{
	struct error err = { "" };
	const struct pattern *pattern;
	struct matcher *matcher;
	struct arena arena;
	unsigned i;

	(void)state;
	arena_init(&arena);
	pattern = pattern_compile("[ab]c", 5, &arena, &err);
	matcher = matcher_new(100);
	assert_int_equal(pattern_match(pattern, matcher, "ac", 2),
	    PATTERN_MATCH);
	for (i = 0; i < 100; i++)
		if (pattern_match(pattern, matcher, "aaaaac", 6) !=
		    PATTERN_MATCH)
			break;
	assert_in_range(i, 1, 99);
	assert_int_equal(pattern_match(pattern, matcher, "ac", 2),
	    PATTERN_GAVE_UP);
	matcher_free(matcher);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(searches_and_anchors),
		cmocka_unit_test(reads_characters_not_bytes),
		cmocka_unit_test(says_where_a_pattern_is_wrong),
		cmocka_unit_test(refuses_what_grows_when_compiled),
		cmocka_unit_test(gives_up_quickly),
		cmocka_unit_test(gives_up_on_depth),
		cmocka_unit_test(gives_up_on_long_texts),
		cmocka_unit_test(counts_the_steps_of_all_searches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
