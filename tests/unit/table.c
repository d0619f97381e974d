/* Tables as people write them, and what is refused. */

#include "catalog/list.h"
#include "catalog/table.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct bench {
	struct arena arena;
	struct error err;
	void *rows;
	size_t count;
};

static bool
read_as(struct bench *b, const char *table, const char *text, size_t size)
{
	arena_init(&b->arena);
	b->err.text[0] = '\0';
	b->rows = NULL;
	b->count = 0;
	return table_read(table_by_name(table), "x.tsv", text, size, &b->arena,
	    &b->rows, &b->count, &b->err);
}

static void
refuses(const char *text, const char *reason)
{
	struct bench b;

	assert_false(read_as(&b, "gpus", text, strlen(text)));
	assert_string_equal(b.err.text, reason);
	arena_release(&b.arena);
}

static void
reads_columns_in_any_order(void **state)
{
	static const char text[] = "\xEF\xBB\xBF# remark\n\n"
				   "source\tvram_gb\tname\r\n"
				   "here\t24.5\tA\r\n"
				   "# remark\n"
				   "there\t\tB";
	const struct gpu *gpus;
	struct bench b;

	(void)state;
	if (!read_as(&b, "gpus", text, strlen(text)))
		fail_msg("%s", b.err.text);
	assert_int_equal(b.count, 2);
	gpus = b.rows;
	assert_string_equal(gpus[0].name, "A");
	assert_true(gpus[0].vram_gb == 24.5);
	assert_string_equal(gpus[0].source, "here");
	assert_null(gpus[0].aliases);
	assert_string_equal(gpus[1].name, "B");
	assert_true(gpus[1].vram_gb == 0);
	arena_release(&b.arena);
}

static void
says_where_a_table_is_wrong(void **state)
{
	struct bench b;

	(void)state;
	refuses("", "x.tsv: no line of column names");
	refuses("# only\n", "x.tsv: no line of column names");
	refuses("name\tsource\tcolour\n", "x.tsv:1: unknown column \"colour\"");
	refuses("name\tsource\tvram_gn\n", "x.tsv:1: unknown column "
					   "\"vram_gn\"; did you mean "
					   "\"vram_gb\"?");
	refuses("name\tsource\tname\n",
	    "x.tsv:1: column \"name\" is there twice");
	refuses("name\tvram_gb\n", "x.tsv:1: no column \"source\"");
	refuses("source\tvram_gb\n", "x.tsv:1: no column \"name\"");
	refuses("name\tsource\nA\n", "x.tsv:2: A has no source");
	refuses("name\tsource\nA\tb\tc\n",
	    "x.tsv:2: the row has more cells than the 2 columns");
	refuses("name\tsource\nA\t\n", "x.tsv:2: A has no source");
	refuses("name\tsource\n\tb\n", "x.tsv:2: no name");
	refuses("# a\nname\tsource\tvram_gb\nA\tb\t24 GB\n",
	    "x.tsv:3: column \"vram_gb\" is \"24 GB\", not a number");
	refuses("name\tsource\tvram_gb\nA\tb\t-1\n",
	    "x.tsv:2: column \"vram_gb\" is \"-1\", not a number");
	assert_false(read_as(&b, "gpus", "name\tsource\nA\0\tb\n", 18));
	assert_string_equal(b.err.text,
	    "x.tsv:2: column \"name\" has a NUL byte");
	arena_release(&b.arena);
}

static void
puts_rows_of_a_folder_first(void **state)
{
	char folder[] = "/tmp/gpulint-table-XXXXXX", path[200];
	struct error err = { "" };
	struct catalog catalog;
	struct arena arena;
	size_t covers;
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/gpus.tsv", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("name\tvram_gb\tsource\nRTX 9999\t640\tours\n", file);
	fclose(file);
	arena_init(&arena);
	if (!catalog_extend(&catalog, &catalog_builtin, folder, &arena, &err))
		fail_msg("%s", err.text);
	assert_int_equal(catalog.gpus_count, catalog_builtin.gpus_count + 1);
	assert_true(catalog_gpu(&catalog, "9999", &covers)->vram_gb == 640);
	assert_non_null(catalog_gpu(&catalog, "T4", &covers));
	assert_ptr_equal(catalog.models, catalog_builtin.models);
	unlink(path);

	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(
	    catalog_extend(&catalog, &catalog_builtin, folder, &arena, &err));
	assert_non_null(strstr(err.text, "gpus.tsv"));
	rmdir(path);
	rmdir(folder);
	arena_release(&arena);
}

static void
keeps_within_its_width(const char *text)
{
	size_t length, long_lines = 0;

	for (; *text != '\0'; text += length + (text[length] == '\n')) {
		length = strcspn(text, "\n");
		if (length > 100)
			long_lines++;
	}
	assert_int_equal(long_lines, 0);
}

static void
lists_what_it_knows(void **state)
{
	const struct catalog *c = &catalog_builtin;
	const void *rows[1024];
	struct text out;
	size_t i;

	(void)state;
	text_init(&out);
	assert_true(c->gpus_count < 1024 && c->models_count < 1024);
	for (i = 0; i < c->gpus_count; i++)
		rows[i] = &c->gpus[i];
	list_gpus(&out, rows, c->gpus_count);
	keeps_within_its_width(text_string(&out));
	for (i = 0; i < c->models_count; i++)
		rows[i] = &c->models[i];
	text_clear(&out);
	list_models(&out, rows, c->models_count);
	keeps_within_its_width(text_string(&out));
	assert_non_null(strstr(text_string(&out), "Qwen/Qwen3-8B "));

	text_clear(&out);
	rows[0] = catalog_gpu(c, "T4", NULL);
	list_details(&out, table_by_name("gpus"), rows[0]);
	keeps_within_its_width(text_string(&out));
	assert_non_null(strstr(text_string(&out), "compute           7.5\n"));
	text_clear(&out);
	list_json(&out, table_by_name("gpus"), rows, 1);
	assert_int_equal(strncmp(text_string(&out),
			     "{\"schema\":\"gpulint-gpus/1\",\"gpus\":[{"
			     "\"name\":\"T4\",\"aliases\":[\"",
			     60),
	    0);
	assert_non_null(strstr(text_string(&out), "\"vram_gb\":16,"));
	text_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_columns_in_any_order),
		cmocka_unit_test(says_where_a_table_is_wrong),
		cmocka_unit_test(puts_rows_of_a_folder_first),
		cmocka_unit_test(lists_what_it_knows),
	};

	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
