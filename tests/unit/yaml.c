/* YAML: spans, properties, aliases, comments, limits, and libyaml's verdict. */

#include "read.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <yaml.h>

#include <dirent.h>
#include <sys/stat.h>

static void
begin(struct reading *reading, const char *text)
{
	reading_begin(reading, "x.yaml", text, strlen(text));
}

static void
spans_are_those_of_the_tokens(void **state)
{
	static const char yaml[] = "a: &x !!map  # \xc3\xa9 here\n"
				   "  b: |  # literal\n"
				   "    text # no\n"
				   "\n"
				   "  c: \"\xc3\xa9 # no\"  # yes\n"
				   "  d:\n"
				   "k: [*x, p: q, {z}, !!str 'x', &n y]\n"
				   "l:\n"
				   "- &i 1\n"
				   "-\n"
				   "- - 2\n"
				   "m: &e\n"
				   "plain: one\n"
				   "  two  # three\n";
	struct reading reading;
	const struct node *root;

	(void)state;
	begin(&reading, yaml);
	root = reading_root(&reading);
	assert_span(&reading, node_path(root, "a.b"),
	    "|  # literal\n    text # no");
	assert_span(&reading, node_path(root, "a.c"), "\"\xc3\xa9 # no\"");
	assert_span(&reading, node_path(root, "a.d"), "");
	assert_span(&reading, node_pair(node_get(root, "a"), "d")->key, "d");
	assert_span(&reading, node_get(root, "a"),
	    "b: |  # literal\n    text # no\n\n"
	    "  c: \"\xc3\xa9 # no\"  # yes\n  d:");
	assert_span(&reading, node_get(root, "k"),
	    "[*x, p: q, {z}, !!str 'x', &n y]");
	assert_span(&reading, node_get(root, "k")->u.items[0], "*x");
	assert_ptr_equal(node_path(root, "k.0"), node_get(root, "a"));
	assert_span(&reading, node_path(root, "k.1"), "p: q");
	assert_span(&reading, node_path(root, "k.2"), "{z}");
	assert_span(&reading, node_path(root, "k.3"), "'x'");
	assert_string_equal(node_path(root, "k.3")->tag,
	    "tag:yaml.org,2002:str");
	assert_span(&reading, node_path(root, "k.4"), "y");
	assert_string_equal(node_path(root, "k.4")->anchor, "n");
	assert_span(&reading, node_get(root, "l"), "- &i 1\n-\n- - 2");
	assert_span(&reading, node_path(root, "l.0"), "1");
	assert_span(&reading, node_path(root, "l.2"), "- 2");
	assert_span(&reading, node_get(root, "m"), "");
	assert_span(&reading, node_get(root, "plain"), "one\n  two");
	assert_string_equal(node_text(node_get(root, "plain")), "one two");
	reading_end(&reading);
}

static void
nothing_stands_where_it_was_left_out(void **state)
{
	struct reading reading;
	const struct node *root;

	(void)state;
	begin(&reading, "? e\n? f\n\n\ng: 1\n");
	root = reading_root(&reading);
	assert_int_equal(node_get(root, "e")->span.start, 3);
	assert_int_equal(node_get(root, "f")->span.start, 7);
	reading_end(&reading);
	begin(&reading, "a:\n\n\nb:   \n");
	root = reading_root(&reading);
	assert_int_equal(node_get(root, "a")->span.start, 2);
	assert_int_equal(root->span.end, 7);
	reading_end(&reading);
	begin(&reading, "! \"x\"\n");
	assert_span(&reading, reading_root(&reading), "\"x\"");
	reading_end(&reading);
}

static void
a_mark_and_crlf_do_not_shift_spans(void **state)
{
	struct reading reading;
	const struct node *root;

	(void)state;
	begin(&reading, "\xef\xbb\xbf\xc3\xa9: \xf0\x9f\x9a\x80\r\nb: x\r\n");
	root = reading_root(&reading);
	assert_span(&reading, node_get(root, "\xc3\xa9"), "\xf0\x9f\x9a\x80");
	assert_span(&reading, node_get(root, "b"), "x");
	reading_end(&reading);
}

static void
reads_utf16(void **state)
{
	struct reading reading;

	(void)state;
	reading_begin(&reading, "x.yaml",
	    "\xff\xfe"
	    "a\0:\0 \0b\0",
	    10);
	assert_span(&reading, node_get(reading_root(&reading), "a"), "b");
	reading_end(&reading);
}

static void
keeps_nuls_in_scalars(void **state)
{
	struct reading reading;
	const struct node *root;

	(void)state;
	begin(&reading, "\"x\\0y\": \"a\\0b\"\n");
	root = reading_root(&reading);
	assert_int_equal(root->u.pairs[0].value->length, 3);
	assert_memory_equal(root->u.pairs[0].value->text, "a\0b", 4);
	assert_null(node_get(root, "x"));
	reading_end(&reading);
}

static void
expect_problem(const char *yaml, size_t size, uint32_t line, uint32_t column,
    const char *text)
{
	struct reading reading;

	reading_begin(&reading, "x.yaml", yaml, size);
	if (reading.tree != NULL)
		fail_msg("%s is accepted", yaml);
	if (strstr(reading.problem.text, text) == NULL)
		fail_msg("%s: %s", yaml, reading.problem.text);
	assert_int_equal(reading.line, line);
	assert_int_equal(reading.column, column);
	assert_false(reading.problem.is_limit);
	reading_end(&reading);
}

static void
says_where_it_stopped(void **state)
{
	(void)state;
	expect_problem("a: 1\nb: *who\n", 13, 2, 4, "no anchor &who");
	expect_problem("a: &x 1\n---\nb: *x\n", 18, 3, 4, "no anchor &x");
	expect_problem("a: *x\nb: &x 1\n", 14, 1, 4, "no anchor &x");
	expect_problem("a: 1\nb: x\0y\n", 12, 2, 5, "control characters");
	expect_problem("\xef\xbb\xbf\xc3\xa9: 1\nb: \xff\n", 13, 2, 4, "UTF-8");
	expect_problem("a: 1\n\xc3\xa9: b: c\n", 13, 2, 5, "second ': '");
	expect_problem("a: [1, 2\nb: 3\n", 14, 2, 2, "[ of line 1 is not closed: ',' or ']'");
	expect_problem("\tb: 3\n", 6, 1, 1, "a tab: ");
}

static void
says_what_to_do(void **state)
{
	static const struct {
		const char *yaml;
		uint32_t line, column;
		const char *text;
	} cases[] = {
		{ "a: 1\n  b: 2\n", 2, 4, "indent it as its neighbours" },
		{ "a:\n    b: 1\n  c: 2\n", 3, 3,
		    "like none of the keys that begin on line 1" },
		{ "a: 1\n- b\n", 2, 1,
		    "a list item among the keys that begin on line 1" },
		{ "a:\n  - b\n c: 2\n", 3, 2,
		    "like none of the keys that begin on line 1" },
		{ "a:\n  - b: 1\n   c: 2\n", 3, 4,
		    "like none of the items that begin on line 2" },
		{ "a: [b]]\n", 1, 7, "] after a value that has ended" },
		{ "a: {b: 1\nc: 2\n", 2, 2, "{ of line 1 is not closed" },
		{ "a: @b\n", 1, 4, "@ begins no value" },
		{ "a: \"C:\\new\\models\"\n", 1, 11, "\\m is no escape" },
		{ "a: - b\n", 1, 4, "put it on the next" },
		{ "a: 1\nb 2\nc: 3\n", 2, 1, "a line without ': '" },
		{ "a: 1\n<<<<<<< HEAD\nb: 2\n", 2, 1, "a merge conflict" },
		{ "a: 'b\nc: 2\n", 1, 4, "a quote that is not closed" },
		{ "a: 1\n\tb: 2\n", 2, 1, "a tab: " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_problem(cases[i].yaml, strlen(cases[i].yaml),
		    cases[i].line, cases[i].column, cases[i].text);
}

static void
empty_files_and_documents(void **state)
{
	struct reading reading;

	(void)state;
	begin(&reading, "");
	assert_int_equal(reading.tree->document_count, 0);
	reading_end(&reading);
	begin(&reading, "# only this\n");
	assert_int_equal(reading.tree->document_count, 0);
	assert_int_equal(reading.tree->comment_count, 1);
	reading_end(&reading);
	begin(&reading, "---\n---\na: 1\n...\n---\n- 2\n");
	assert_int_equal(reading.tree->document_count, 3);
	assert_true(node_is(reading.tree->documents[0], NODE_SCALAR));
	assert_int_equal(reading.tree->documents[0]->length, 0);
	assert_true(node_is(reading.tree->documents[2], NODE_SEQUENCE));
	reading_end(&reading);
}

static void
finds_comments_and_nothing_else(void **state)
{
	static const char yaml[] = "%YAML 1.1 # one\n--- # two\n"
				   "a: x#no\n#three\nb: 'it # no'#four\n"
				   "c: [1,#five\n 2]\n"
				   "d: !t \"# no\"\n"
				   "e: >- # six\n  # no\n # seven\n"
				   "f: y # eight # more\r\n";
	static const char *const want[] = { "# one", "# two", "#three", "#four",
		"#five", "# six", "# seven", "# eight # more" };
	const size_t count = sizeof(want) / sizeof(want[0]);
	struct reading reading;

	(void)state;
	begin(&reading, yaml);
	reading_root(&reading);
	assert_int_equal(reading.tree->comment_count, count);
	for (size_t i = 0; i < count; i++) {
		struct span span = reading.tree->comments[i];

		assert_int_equal(span.end - span.start, strlen(want[i]));
		assert_memory_equal(reading.source->bytes + span.start, want[i],
		    strlen(want[i]));
	}
	reading_end(&reading);
}

static void
cycles_are_read_and_end(void **state)
{
	struct reading reading;
	const struct node *root;
	struct nodes it;
	int count = 0;

	(void)state;
	begin(&reading, "&a [*a, &b {*b : *a, <<: *b, x: 1}]\n");
	root = reading_root(&reading);
	assert_ptr_equal(node_at(root, 0), root);
	assert_ptr_equal(node_path(root, "0.0.0.0"), root);
	assert_string_equal(node_text(node_path(root, "1.x")), "1");
	assert_null(node_path(root, "1.y"));
	it = nodes_of(root);
	while (nodes_next(&it))
		count++;
	assert_int_equal(count, 9);
	reading_end(&reading);
}

static double
seconds_since(clock_t start)
{
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

static void
a_billion_laughs_take_no_time(void **state)
{
	char yaml[2048] = "a0: &a0 lol\n";
	clock_t start = clock();
	struct reading reading;

	(void)state;
	for (int i = 1; i <= 9; i++) {
		size_t used = strlen(yaml);

		snprintf(yaml + used, sizeof(yaml) - used,
		    "a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", i,
		    i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
	}
	begin(&reading, yaml);
	assert_true(node_length(node_get(reading_root(&reading), "a9")) == 8);
	assert_int_equal(reading.tree->node_count, 1 + 2 + 9 * 10);
	assert_true(seconds_since(start) < 1);
	reading_end(&reading);
}

static char *
repeat(const char *s, size_t count, const char *end)
{
	size_t length = strlen(s);
	char *all = malloc(length * count + strlen(end) + 1);

	assert_non_null(all);
	for (size_t i = 0; i < count; i++)
		memcpy(all + i * length, s, length);
	memcpy(all + length * count, end, strlen(end) + 1);
	return all;
}

static void
expect_limit(char *yaml, bool is_over)
{
	clock_t start = clock();
	struct reading reading;

	begin(&reading, yaml);
	if (is_over) {
		assert_null(reading.tree);
		assert_true(reading.problem.is_limit);
	} else if (reading.tree == NULL) {
		fail_msg("%s", reading.problem.text);
	}
	assert_true(seconds_since(start) < 20);
	reading_end(&reading);
	free(yaml);
}

static void
limits_hold_on_both_sides(void **state)
{
	char ends[2 * TREE_DEPTH_LIMIT];

	(void)state;
	memset(ends, ']', sizeof(ends));
	ends[TREE_DEPTH_LIMIT] = '\0';
	expect_limit(repeat("[", TREE_DEPTH_LIMIT, ends), false);
	ends[TREE_DEPTH_LIMIT] = ']';
	ends[TREE_DEPTH_LIMIT + 1] = '\0';
	expect_limit(repeat("[", TREE_DEPTH_LIMIT + 1, ends), true);
	expect_limit(repeat("[", 16000, ""), true);
	expect_limit(repeat("[", 1000000, ""), true);
	expect_limit(repeat("- ", TREE_DEPTH_LIMIT, "1\n"), false);
	expect_limit(repeat("- ", TREE_DEPTH_LIMIT + 1, "1\n"), true);
	expect_limit(repeat("? ", 100000, "1\n"), true);
	expect_limit(repeat("- 1\n", TREE_NODE_LIMIT - 1, ""), false);
	expect_limit(repeat("- 1\n", TREE_NODE_LIMIT, ""), true);
	expect_limit(repeat("%TAG !a! b\n", 1001, "--- 1\n"), true);
}

static bool
has_events(const struct source *source)
{
	bool is_read = true, is_done = false;
	yaml_parser_t parser;

	assert_true(yaml_parser_initialize(&parser));
	yaml_parser_set_input_string(&parser,
	    (const unsigned char *)source->bytes, source->size);
	while (is_read && !is_done) {
		yaml_event_t event;

		memset(&event, 0, sizeof(event));
		is_read = yaml_parser_parse(&parser, &event) != 0;
		is_done = is_read && event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return is_read;
}

static void
compare(const char *path)
{
	struct tree_problem problem;
	struct error err = { "" };
	struct source *source;
	struct arena arena;
	struct tree *tree;

	arena_init(&arena);
	source = source_open(&arena, path, &err);
	if (source != NULL) {
		tree = tree_read_yaml(source, &problem);
		if ((tree != NULL) != has_events(source) &&
		    !(tree == NULL &&
			(problem.is_limit ||
			    strncmp(problem.text, "no anchor", 9) == 0)))
			fail_msg("%s: %s", path,
			    tree == NULL ? problem.text : "accepted");
	}
	arena_release(&arena);
}

static int
compare_folder(const char *folder, int depth)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int count = 0;

	if (dir == NULL || depth > 16) {
		if (dir != NULL)
			closedir(dir);
		return 0;
	}
	while ((entry = readdir(dir)) != NULL) {
		char path[4096];
		struct stat st;

		if (entry->d_name[0] == '.' ||
		    snprintf(path, sizeof(path), "%s/%s", folder,
			entry->d_name) >= (int)sizeof(path) ||
		    lstat(path, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode)) {
			count += compare_folder(path, depth + 1);
		} else {
			compare(path);
			count++;
		}
	}
	closedir(dir);
	return count;
}

static void
accepts_what_libyaml_accepts(void **state)
{
	static const char *const texts[] = { "a: b: c", "[", "]", "{a: [}",
		"a\n b\n", "- a\nb", "'a", "\"a", "a: 'b' c", "&a &b c",
		"*a b: c", "@a", "`a", "%a", "---", "...", "? a\n: b\n",
		"a: |\n b\n  c\n", "a: |9\n", "!<x y", "!a!b c", "- - -\n",
		"a:\tb\n", "\ta", "{a, b: c, ? d}", "[a: b, : c]", "- ?",
		"\xc2\x85"
		"a: b",
		"\xe2\x80\xa8", "\xef\xbb\xbf\xef\xbb\xbf", "\x7f", "a\x0b",
		"\xef\xbf\xbe", NULL };
	const char *shared = getenv("GPULINT_SHARED");
	char path[4096];

	(void)state;
	for (size_t i = 0; texts[i] != NULL; i++) {
		struct reading reading;
		bool is_read;

		begin(&reading, texts[i]);
		is_read = reading.tree != NULL;
		if (is_read != has_events(reading.source) &&
		    strncmp(reading.problem.text, "no anchor", 9) != 0)
			fail_msg("%s: %s", texts[i], reading.problem.text);
		reading_end(&reading);
	}
	if (shared == NULL) {
		const char *top = getenv("top_srcdir");

		snprintf(path, sizeof(path), "%s/../shared/corpus",
		    top == NULL ? "." : top);
	} else {
		snprintf(path, sizeof(path), "%s/corpus", shared);
	}
	if (compare_folder(path, 0) == 0)
		print_message("# no corpus: only the texts here\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spans_are_those_of_the_tokens),
		cmocka_unit_test(nothing_stands_where_it_was_left_out),
		cmocka_unit_test(a_mark_and_crlf_do_not_shift_spans),
		cmocka_unit_test(reads_utf16),
		cmocka_unit_test(keeps_nuls_in_scalars),
		cmocka_unit_test(says_where_it_stopped),
		cmocka_unit_test(says_what_to_do),
		cmocka_unit_test(empty_files_and_documents),
		cmocka_unit_test(finds_comments_and_nothing_else),
		cmocka_unit_test(cycles_are_read_and_end),
		cmocka_unit_test(a_billion_laughs_take_no_time),
		cmocka_unit_test(limits_hold_on_both_sides),
		cmocka_unit_test(accepts_what_libyaml_accepts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
