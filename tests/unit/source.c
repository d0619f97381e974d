/* Files, their lines and their characters. */

#include "read.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct source *
from(struct arena *arena, const char *bytes, size_t size)
{
	struct error err = { "" };
	struct source *source;

	source = source_from_bytes(arena, "x", bytes, size, &err);
	assert_string_equal(err.text, "");
	assert_non_null(source);
	return source;
}

static void
expect_place(struct source *source, uint32_t offset, uint32_t line,
    uint32_t column)
{
	uint32_t is_line, is_column;

	source_place(source, offset, &is_line, &is_column);
	assert_int_equal(is_line, line);
	assert_int_equal(is_column, column);
}

static void
counts_lines_by_lf_crlf_and_cr(void **state)
{
	struct arena arena;
	struct source *source;
	struct span span;

	(void)state;
	arena_init(&arena);
	source = from(&arena, "a\nbc\r\nd\re", 9);
	expect_place(source, 0, 1, 1);
	expect_place(source, 2, 2, 1);
	expect_place(source, 3, 2, 2);
	expect_place(source, 6, 3, 1);
	expect_place(source, 8, 4, 1);
	expect_place(source, 99, 4, 2);
	span = source_line(source, 2);
	assert_int_equal(span.start, 2);
	assert_int_equal(span.end, 4);
	span = source_line(source, 4);
	assert_int_equal(span.end, 9);
	span = source_line(source, 5);
	assert_int_equal(span.start, span.end);
	arena_release(&arena);
}

static void
counts_columns_in_characters(void **state)
{
	struct arena arena;
	struct source *source;

	(void)state;
	arena_init(&arena);
	source = from(&arena, "\xef\xbb\xbf\xf0\x9f\x9a\x80: x\n", 11);
	expect_place(source, 3, 1, 1); /* behind the mark */
	expect_place(source, 7, 1, 2); /* behind the rocket */
	expect_place(source, 9, 1, 4);
	arena_release(&arena);
}

static void
counts_far_along_a_line_of_many_characters(void **state)
{
	enum { COUNT = 100000 };
	char *bytes = malloc(COUNT * 2);
	struct arena arena;
	struct source *source;

	(void)state;
	assert_non_null(bytes);
	for (size_t i = 0; i < COUNT; i++)
		memcpy(bytes + 2 * i, "\xc3\xa9", 2);
	arena_init(&arena);
	source = from(&arena, bytes, COUNT * 2);
	for (uint32_t i = 0; i <= COUNT; i++) {
		assert_int_equal(source_offset(source, i), 2 * i);
		assert_int_equal(source_character(source, 2 * i), i);
	}
	expect_place(source, 2 * 77777, 1, 77778);
	arena_release(&arena);
	free(bytes);
}

static void
transcodes_utf16_of_both_orders(void **state)
{
	static const char little[] = "\xff\xfe"
				     "a\0=\xd8\x80\xde";
	static const char big[] = "\xfe\xff\0a\xd8=\xde\x80";
	struct arena arena;
	struct source *source;

	(void)state;
	arena_init(&arena);
	source = from(&arena, little, 8);
	assert_true(source->transcoded);
	assert_null(source->broken);
	assert_string_equal(source->bytes, "\xef\xbb\xbf"
					   "a\xf0\x9f\x9a\x80");
	source = from(&arena, big, 8);
	assert_string_equal(source->bytes, "\xef\xbb\xbf"
					   "a\xf0\x9f\x9a\x80");
	assert_int_equal(source->size, 8);
	arena_release(&arena);
}

static void
refuses_broken_utf16_where_it_breaks(void **state)
{
	struct reading reading;

	(void)state;
	reading_begin(&reading, "x.yaml",
	    "\xff\xfe"
	    "a\0\0\xdc",
	    6);
	assert_null(reading.tree);
	assert_int_equal(reading.column, 2);
	reading_end(&reading);
	reading_begin(&reading, "x.json",
	    "\xff\xfe"
	    "1\0\n",
	    5);
	assert_null(reading.tree);
	reading_end(&reading);
}

static void
keeps_the_size_limit_on_both_sides(void **state)
{
	char *bytes = calloc(1, SOURCE_SIZE_LIMIT + 1);
	struct error err = { "" };
	struct arena arena;

	(void)state;
	assert_non_null(bytes);
	arena_init(&arena);
	assert_non_null(
	    source_from_bytes(&arena, "x", bytes, SOURCE_SIZE_LIMIT, &err));
	assert_null(
	    source_from_bytes(&arena, "x", bytes, SOURCE_SIZE_LIMIT + 1, &err));
	assert_non_null(strstr(err.text, "over the limit of 8 MiB a file"));
	arena_release(&arena);
	free(bytes);
}

static void
expect_refusal(const char *path, const char *what)
{
	struct error err = { "" };
	struct arena arena;

	arena_init(&arena);
	assert_null(source_open(&arena, path, &err));
	assert_non_null(strstr(err.text, path));
	assert_non_null(strstr(err.text, what));
	arena_release(&arena);
}

static void
opens_regular_files_only(void **state)
{
	char folder[] = "/tmp/gpulint-source-XXXXXX", path[64];
	struct error err = { "" };
	struct arena arena;
	struct source *source;
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(folder));
	expect_refusal(folder, "is a directory");
	snprintf(path, sizeof(path), "%s/pipe", folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	expect_refusal(path, "is no regular file");
	unlink(path);
	expect_refusal(path, "No such file");
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("a: 1\n", f);
	fclose(f);
	arena_init(&arena);
	source = source_open(&arena, path, &err);
	assert_non_null(source);
	assert_string_equal(source->bytes, "a: 1\n");
	assert_string_equal(source->path, path);
	arena_release(&arena);
	if (geteuid() != 0) {
		chmod(path, 0);
		expect_refusal(path, "Permission denied");
	}
	unlink(path);
	rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_lines_by_lf_crlf_and_cr),
		cmocka_unit_test(counts_columns_in_characters),
		cmocka_unit_test(counts_far_along_a_line_of_many_characters),
		cmocka_unit_test(transcodes_utf16_of_both_orders),
		cmocka_unit_test(refuses_broken_utf16_where_it_breaks),
		cmocka_unit_test(keeps_the_size_limit_on_both_sides),
		cmocka_unit_test(opens_regular_files_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
