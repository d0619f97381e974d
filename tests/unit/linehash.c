/* Line hashes are those that GitHub's upload action computes. */

#include "report/linehash.h"
#include "tap.h"

#include <string.h>

static void
gives(const char *bytes, uint32_t line, const char *expected)
{
	struct error err = { "" };
	struct linehashes hashes;
	struct source *source;
	struct arena arena;
	struct text out;

	arena_init(&arena);
	text_init(&out);
	source = source_from_bytes(&arena, "a", bytes, strlen(bytes), &err);
	linehashes_make(&hashes, source, &arena);
	linehash_add(&out, &hashes, line);
	assert_string_equal(text_string(&out), expected);
	text_release(&out);
	arena_release(&arena);
}

/* The figures are those of the action's own tests
 * (github/codeql-action, src/fingerprints.test.ts). */
static void
agrees_with_the_action(void **state)
{
	(void)state;
	gives("", 1, "c129715d7a2bc9a3:1");
	gives(" a\nb\n  \t\tc\n d", 1, "271789c17abda88f:1");
	gives(" a\nb\n  \t\tc\n d", 2, "54703d4cd895b18:1");
	gives(" a\nb\n  \t\tc\n d", 3, "180aee12dab6264:1");
	gives(" a\nb\n  \t\tc\n d", 4, "a23a3dc5e078b07b:1");
	gives(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End", 1,
	    "8b7cf3e952e7aeb2:1");
}

static void
counts_equal_lines(void **state)
{
	struct text bytes;

	(void)state;
	text_init(&bytes);
	for (int i = 0; i < 300; i++)
		text_add(&bytes, "x\n");
	gives(text_string(&bytes), 0, "");
	gives(text_string(&bytes), 1, "c0fe7b2700d6c254:1");
	gives(text_string(&bytes), 3, "c0fe7b2700d6c254:3");
	gives(text_string(&bytes), 302, "");
	text_release(&bytes);
}

static void
line_ends_are_all_one(void **state)
{
	(void)state;
	gives(" a\r\nb\r\n  \t\tc\r\n d", 2, "54703d4cd895b18:1");
	gives(" a\rb\r  \t\tc\r d", 2, "54703d4cd895b18:1");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_action),
		cmocka_unit_test(counts_equal_lines),
		cmocka_unit_test(line_ends_are_all_one),
	};

	return cmocka_run_group_tests_name("linehash", tests, NULL, NULL);
}
