/* RFC 8259, each class of what it allows and forbids. */

#include "read.h"

#include <stdlib.h>

static void
accepts_what_the_grammar_allows(void **state)
{
	static const char *const texts[] = { "{}", "[]", " [ ] ", "0", "-0",
		"12", "-12", "0.5", "1e5", "1E+5", "1e-5", "-1.25e+3", "1e999",
		"true", "false", "null", "\"\"", "\"a\"",
		"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u00e9\\uABCD\\uabcd\"",
		"\"\\ud83d\\ude80\"", "\"\x7f\"", "\"\xc3\xa9\"",
		"\"\xef\xbf\xbf\"", "{\"a\":1,\"a\":2}", "{\"\":0}",
		"[1,[2,{\"a\":[]}],null]", "\t[1\r\n,\n2]\n", "\xef\xbb\xbf[1]",
		"\"\\u0000\"", "\"\\ud800\"", "\"\\ud800\\u0041\"",
		"\"\\ude00\"", "100000000000000000000000000000000", NULL };

	(void)state;
	for (size_t i = 0; texts[i] != NULL; i++) {
		struct reading reading;

		reading_begin(&reading, "x.json", texts[i], strlen(texts[i]));
		if (reading.tree == NULL)
			fail_msg("%s: %s", texts[i], reading.problem.text);
		assert_int_equal(reading.tree->syntax, SYNTAX_JSON);
		assert_int_equal(reading.tree->document_count, 1);
		reading_end(&reading);
	}
}

/* What VS Code forgives in its own file, and no other reader elsewhere. */
static void
forgives_a_devcontainer(void **state)
{
	static const char *const texts[] = { "// a\n{\"a\": 1}",
		"{/* a */\"a\": [1, /**/ 2,],} // b", "{\"a\": \"// no\",\n}" };
	static const char *const broken[] = { "{\"a\": /* 1}", "{,}",
		"{\"a\" / 1}" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct reading reading;

		reading_begin(&reading, ".devcontainer/devcontainer.json",
		    texts[i], strlen(texts[i]));
		if (reading.tree == NULL)
			fail_msg("%s: %s", texts[i], reading.problem.text);
		reading_end(&reading);
		reading_begin(&reading, "x.json", texts[i], strlen(texts[i]));
		assert_null(reading.tree);
		reading_end(&reading);
	}
	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
		struct reading reading;

		reading_begin(&reading, "devcontainer.json", broken[i],
		    strlen(broken[i]));
		assert_null(reading.tree);
		reading_end(&reading);
	}
}

static void
refuses_everything_else_at_its_place(void **state)
{
	static const struct {
		const char *text;
		uint32_t line, column;
	} cases[] = {
		{ "", 1, 1 },
		{ " \n ", 2, 2 },
		{ "\xef\xbb\xbf", 1, 1 },
		{ "[1,]", 1, 4 },
		{ "[,1]", 1, 2 },
		{ "[1,,2]", 1, 4 },
		{ "[1 2]", 1, 4 },
		{ "[1", 1, 3 },
		{ "[", 1, 2 },
		{ "]", 1, 1 },
		{ "[1}", 1, 3 },
		{ "[1]]", 1, 4 },
		{ "{", 1, 2 },
		{ "{\"a\"}", 1, 5 },
		{ "{\"a\":}", 1, 6 },
		{ "{\"a\":1,}", 1, 8 },
		{ "{\"a\" 1}", 1, 6 },
		{ "{a:1}", 1, 2 },
		{ "{'a':1}", 1, 2 },
		{ "{1:1}", 1, 2 },
		{ "{\"a\":1 \"b\":2}", 1, 8 },
		{ "{\"a\":1,\n\"b\":2", 2, 6 },
		{ "{\"a\":1]", 1, 7 },
		{ "01", 1, 1 },
		{ "-01", 1, 1 },
		{ "+1", 1, 1 },
		{ ".5", 1, 1 },
		{ "1.", 1, 3 },
		{ "1.e5", 1, 3 },
		{ "1e", 1, 3 },
		{ "1e+", 1, 4 },
		{ "-", 1, 2 },
		{ "0x1F", 1, 2 },
		{ "1_000", 1, 2 },
		{ "NaN", 1, 1 },
		{ "Infinity", 1, 1 },
		{ "-Infinity", 1, 2 },
		{ "True", 1, 1 },
		{ "nul", 1, 1 },
		{ "truex", 1, 5 },
		{ "abc", 1, 1 },
		{ "\"a", 1, 1 },
		{ "\"\\\"", 1, 1 },
		{ "\"\t\"", 1, 2 },
		{ "\"a\nb\"", 1, 3 },
		{ "\"\\x\"", 1, 3 },
		{ "\"\\u12\"", 1, 6 },
		{ "\"\\u12g4\"", 1, 6 },
		{ "\"\\ud83d\\u12\"", 1, 12 },
		{ "\"\xff\"", 1, 2 },
		{ "\"\xc3\"", 1, 2 },
		{ "\"\xed\xa0\x80\"", 1, 2 },
		{ "\"\xc0\x80\"", 1, 2 },
		{ "[\xc3\xa9]", 1, 2 },
		{ "\"\xc3\xa9\" x", 1, 5 },
		{ "[1] // c", 1, 5 },
		{ "/* c */ 1", 1, 1 },
		{ "# c\n1", 1, 1 },
		{ "{} {}", 1, 4 },
		{ "1 2", 1, 3 },
		{ "\f1", 1, 1 },
		{ "\xc2\xa0"
		  "1",
		    1, 1 },
		{ "'a'", 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct reading reading;

		reading_begin(&reading, "x.json", cases[i].text,
		    strlen(cases[i].text));
		if (reading.tree != NULL)
			fail_msg("%s is accepted", cases[i].text);
		if (reading.line != cases[i].line ||
		    reading.column != cases[i].column)
			fail_msg("%s: %u:%u: %s", cases[i].text, reading.line,
			    reading.column, reading.problem.text);
		assert_false(reading.problem.is_limit);
		reading_end(&reading);
	}
}

static void
reads_the_text_of_strings(void **state)
{
	static const char json[] = "[\"\\ud83d\\ude80\", \"a\\u0000b\", "
				   "\"\\ud800x\", \"\\\"\\/\\n\"]";
	struct reading reading;
	const struct node *root;

	(void)state;
	reading_begin(&reading, "x.JSON", json, sizeof(json) - 1);
	root = reading_root(&reading);
	assert_string_equal(node_text(node_at(root, 0)), "\xf0\x9f\x9a\x80");
	assert_int_equal(node_at(root, 1)->length, 3);
	assert_memory_equal(node_at(root, 1)->text, "a\0b", 3);
	assert_string_equal(node_text(node_at(root, 2)), "\xef\xbf\xbdx");
	assert_string_equal(node_text(node_at(root, 3)), "\"/\n");
	assert_int_equal(node_at(root, 3)->style, STYLE_DOUBLE);
	assert_span(&reading, node_at(root, 2), "\"\\ud800x\"");
	reading_end(&reading);
}

static void
spans_cover_brackets(void **state)
{
	static const char json[] = " {\"a\": [1, {}], \"b\": true }\n";
	struct reading reading;
	const struct node *root;

	(void)state;
	reading_begin(&reading, "x.json", json, sizeof(json) - 1);
	root = reading_root(&reading);
	assert_span(&reading, root, "{\"a\": [1, {}], \"b\": true }");
	assert_span(&reading, node_get(root, "a"), "[1, {}]");
	assert_span(&reading, node_path(root, "a.1"), "{}");
	assert_span(&reading, node_get(root, "b"), "true");
	assert_ptr_equal(node_get(root, "a")->parent, root);
	reading_end(&reading);
}

static void
reads_a_key_of_any_length(void **state)
{
	char *json = malloc(5010);
	struct reading reading;

	(void)state;
	assert_non_null(json);
	memset(json, 'k', 5010);
	memcpy(json, "{\"", 2);
	memcpy(json + 5000, "\": 1}", 5);
	reading_begin(&reading, "x.json", json, 5005);
	assert_int_equal(reading_root(&reading)->u.pairs[0].key->length, 4998);
	reading_end(&reading);
	free(json);
}

static bool
nests(uint32_t depth, struct tree_problem *problem)
{
	char *json = malloc(2 * (size_t)depth);
	struct reading reading;
	bool is_read;

	assert_non_null(json);
	memset(json, '[', depth);
	memset(json + depth, ']', depth);
	reading_begin(&reading, "x.json", json, 2 * (size_t)depth);
	is_read = reading.tree != NULL;
	*problem = reading.problem;
	reading_end(&reading);
	free(json);
	return is_read;
}

static void
keeps_the_depth_limit_on_both_sides(void **state)
{
	struct tree_problem problem;

	(void)state;
	assert_true(nests(TREE_DEPTH_LIMIT, &problem));
	assert_false(nests(TREE_DEPTH_LIMIT + 1, &problem));
	assert_true(problem.is_limit);
	assert_int_equal(problem.span.start, TREE_DEPTH_LIMIT);
	assert_false(nests(1000000, &problem));
}

static bool
reads_items(size_t count)
{
	char *json = malloc(2 * count + 2);
	struct reading reading;
	bool is_read;

	assert_non_null(json);
	for (size_t i = 0; i < count; i++)
		memcpy(json + 1 + 2 * i, "1,", 2);
	json[0] = '[';
	json[2 * count] = ']';
	reading_begin(&reading, "x.json", json, 2 * count + 1);
	is_read = reading.tree != NULL;
	assert_true(is_read || reading.problem.is_limit);
	reading_end(&reading);
	free(json);
	return is_read;
}

static void
keeps_the_node_limit_on_both_sides(void **state)
{
	(void)state;
	assert_true(reads_items(TREE_NODE_LIMIT - 1));
	assert_false(reads_items(TREE_NODE_LIMIT));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_what_the_grammar_allows),
		cmocka_unit_test(forgives_a_devcontainer),
		cmocka_unit_test(refuses_everything_else_at_its_place),
		cmocka_unit_test(reads_the_text_of_strings),
		cmocka_unit_test(spans_cover_brackets),
		cmocka_unit_test(reads_a_key_of_any_length),
		cmocka_unit_test(keeps_the_depth_limit_on_both_sides),
		cmocka_unit_test(keeps_the_node_limit_on_both_sides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
