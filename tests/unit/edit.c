/* Edits change their token or whole lines and not one byte more. */

#include "fix/diff.h"
#include "fix/edit.h"
#include "fix/write.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One file being edited. */
struct bench {
	struct arena arena;
	struct source *source;
	struct tree *tree;
	const struct node *root;
	struct fix fix;
};

static void
open_bench(struct bench *b, const char *path, const char *bytes)
{
	struct tree_problem problem;
	struct error err = { "" };

	memset(b, 0, sizeof(*b));
	arena_init(&b->arena);
	b->source =
	    source_from_bytes(&b->arena, path, bytes, strlen(bytes), &err);
	assert_non_null(b->source);
	b->tree = tree_read(b->source, &problem);
	assert_non_null(b->tree);
	b->root = b->tree->documents[0];
}

static void
expect(struct bench *b, const char *wanted)
{
	struct text out;

	text_init(&out);
	assert_true(edits_apply(b->source, b->fix.edits, &out));
	assert_string_equal(text_string(&out), wanted);
	text_release(&out);
	arena_release(&b->arena);
}

static bool
replace(struct bench *b, const char *path, const char *text)
{
	return edit_replace(&b->fix, b->source, b->tree->syntax,
	    node_path(b->root, path), text, &b->arena);
}

static void
replaces_a_scalar_and_keeps_comment_and_quotes(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, "a.yaml", "a: 'x'  # why\nb: \"y\"\nc: 1e-5 # lr\n");
	assert_true(replace(&b, "a", "z"));
	assert_true(replace(&b, "c", "1.0e-5"));
	assert_true(replace(&b, "b", "q\"q"));
	expect(&b, "a: 'z'  # why\nb: \"q\\\"q\"\nc: 1.0e-5 # lr\n");
}

static void
quotes_what_would_read_otherwise(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, "a.yaml", "a: x\n");
	assert_true(replace(&b, "a", "y: z"));
	expect(&b, "a: \"y: z\"\n");
	open_bench(&b, "a.json", "{\"a\": 1}");
	assert_true(replace(&b, "a", "auto"));
	expect(&b, "{\"a\": \"auto\"}");
	open_bench(&b, "a.json", "{\"a\": 1}");
	assert_true(replace(&b, "a", "false"));
	expect(&b, "{\"a\": false}");
}

static void
leaves_block_scalars_and_tags_alone(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, "a.yaml", "a: |\n  x\nb: !!int 3\nc: [1, 2]\n");
	assert_false(replace(&b, "a", "y"));
	assert_false(replace(&b, "b", "4"));
	assert_false(replace(&b, "c", "4"));
	expect(&b, "a: |\n  x\nb: !!int 3\nc: [1, 2]\n");
}

static void
inserts_a_line_with_the_indentation_of_its_neighbour(void **state)
{
	struct bench b;
	const struct node *map;

	(void)state;
	open_bench(&b, "a.yaml", "s:\r\n  - a: 1 # one\r\n    b: 2\r\nt: 3");
	map = node_path(b.root, "s.0");
	assert_true(edit_insert_after(&b.fix, b.source, SYNTAX_YAML, map,
	    node_pair(map, "a")->key, "c", "9", &b.arena));
	assert_true(edit_insert_after(&b.fix, b.source, SYNTAX_YAML, b.root,
	    node_pair(b.root, "t")->key, "u", "4", &b.arena));
	expect(&b,
	    "s:\r\n  - a: 1 # one\r\n    c: 9\r\n    b: 2\r\nt: 3\r\nu: 4");
}

static void
inserts_after_a_nested_block(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, "a.yaml", "m:\n  x: 1\n  y:\n    - 2\nn: 3\n");
	assert_true(edit_insert_after(&b.fix, b.source, SYNTAX_YAML, b.root,
	    node_pair(b.root, "m")->key, "k", "v", &b.arena));
	expect(&b, "m:\n  x: 1\n  y:\n    - 2\nk: v\nn: 3\n");
}

static void
inserts_a_json_member(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, "a.json", "{\n  \"a\": 1,\n  \"b\": {\"c\": 2}\n}\n");
	assert_true(edit_insert_after(&b.fix, b.source, SYNTAX_JSON, b.root,
	    node_pair(b.root, "b")->key, "d", "true", &b.arena));
	expect(&b, "{\n  \"a\": 1,\n  \"d\": true,\n  \"b\": {\"c\": 2}\n}\n");
	open_bench(&b, "a.json", "{\r\n\t\"a\": 1 ,\r\n\t\"b\": 2\r\n}");
	assert_true(edit_insert_after(&b.fix, b.source, SYNTAX_JSON, b.root,
	    node_pair(b.root, "a")->key, "d", "x", &b.arena));
	expect(&b, "{\r\n\t\"a\": 1 ,\r\n\t\"d\": \"x\",\r\n\t\"b\": 2\r\n}");
}

static void
inserts_and_drops_between_braces(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, "a.yml",
	    "{\n  \"a\": 1, # one\n  'b': 2, # two\n  c: 3 # last\n}\n");
	assert_true(edit_insert_after(&b.fix, b.source, SYNTAX_YAML, b.root,
	    node_pair(b.root, "a")->key, "d", "x", &b.arena));
	assert_true(edit_insert_after(&b.fix, b.source, SYNTAX_YAML, b.root,
	    node_pair(b.root, "c")->key, "e", "4", &b.arena));
	expect(&b, "{\n  \"a\": 1, # one\n  \"d\": \"x\",\n"
		   "  'b': 2, # two\n  e: 4,\n  c: 3 # last\n}\n");
	open_bench(&b, "a.yml", "{\n  a: 1, # one\n  b: 2 # two\n}\n");
	assert_true(edit_drop(&b.fix, b.source, SYNTAX_YAML, b.root,
	    node_pair(b.root, "b")->key, &b.arena));
	expect(&b, "{\n  a: 1 # one\n}\n");
}

static void
fills_in_a_value_that_is_left_out(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, "a.yaml", "a:   # none\nb:\n  c:\nd: {e: , f: 1}\n");
	assert_true(replace(&b, "a", "x"));
	assert_true(replace(&b, "b.c", "y # z"));
	assert_false(replace(&b, "d.e", "2"));
	expect(&b, "a: x   # none\nb:\n  c: \"y # z\"\nd: {e: , f: 1}\n");
}

/* What refuses an insertion after `a` or the first item of it. */
static void
refuses(const char *path, const char *bytes)
{
	struct bench b;
	const struct pair *pair;

	open_bench(&b, path, bytes);
	pair = node_pair(b.root, "a");
	assert_false(edit_insert_after(&b.fix, b.source, b.tree->syntax, b.root,
	    pair->key, "d", "1", &b.arena));
	if (pair->value->kind == NODE_SEQUENCE)
		assert_false(edit_insert_item(&b.fix, b.source, b.tree->syntax,
		    node_at(pair->value, 0), "z", &b.arena));
	expect(&b, bytes);
}

static void
inserts_nothing_within_a_line(void **state)
{
	(void)state;
	refuses("a.yaml", "{a: 1, b: 2}\n");
	refuses("a.yaml", "{\n  b: 2, a: [x,\n    y]\n}\n");
	refuses("a.json", "{\"a\": 1, \"b\": 2}\n");
	refuses("a.json", "{\n  \"b\": 2, \"a\": [\"x\"]\n}\n");
	refuses("a.json", "{\"a\": [\n  \"x\", \"y\"\n]}\n");
}

static void
inserts_an_item_on_its_own_line(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, "a.json", "[\n  \"x\",\n  \"y\"\n]\n");
	assert_true(edit_insert_item(&b.fix, b.source, SYNTAX_JSON,
	    node_at(b.root, 0), "--z", &b.arena));
	expect(&b, "[\n  \"x\",\n  \"--z\",\n  \"y\"\n]\n");
	open_bench(&b, "a.yaml", "a:\n  - x # 1\n  - y\n");
	assert_true(edit_insert_item(&b.fix, b.source, SYNTAX_YAML,
	    node_at(node_get(b.root, "a"), 0), "--z", &b.arena));
	expect(&b, "a:\n  - x # 1\n  - --z\n  - y\n");
}

static void
drops_whole_lines_but_never_the_last_pair(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, "a.yaml", "a: 1\nb:\n  - 2 # two\n  - 3\nc: 4\n");
	assert_true(edit_drop(&b.fix, b.source, b.tree->syntax, b.root,
	    node_pair(b.root, "b")->key, &b.arena));
	expect(&b, "a: 1\nc: 4\n");
	open_bench(&b, "a.yaml", "a: 1\n");
	assert_false(edit_drop(&b.fix, b.source, b.tree->syntax, b.root,
	    node_pair(b.root, "a")->key, &b.arena));
	expect(&b, "a: 1\n");
}

static void
refuses_edits_that_meet(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, "a.yaml", "a: 1\nb: 2\n");
	assert_true(replace(&b, "a", "2"));
	assert_false(replace(&b, "a", "3"));
	expect(&b, "a: 2\nb: 2\n");
}

static void
prints_a_patch(void **state)
{
	struct text out;

	(void)state;
	text_init(&out);
	diff_unified(&out, "a.yaml", "a\nb\nc\nd\ne\nf", 11, "a\nb\nc\nX\ne\nf",
	    11);
	assert_string_equal(text_string(&out),
	    "--- a/a.yaml\n+++ b/a.yaml\n@@ -1,6 +1,6 @@\n a\n b\n c\n-d\n+X\n"
	    " e\n f\n\\ No newline at end of file\n");
	text_clear(&out);
	diff_unified(&out, "a", "x\n", 2, "x\n", 2);
	assert_int_equal(out.length, 0);
	text_release(&out);
}

/* A folder for files that are written. */
static char folder[] = "/tmp/gpulint-edit-XXXXXX";

static const char *
file(const char *name, const char *bytes)
{
	static char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(bytes, f);
	fclose(f);
	return path;
}

static void
assert_holds(const char *path, const char *wanted)
{
	char buffer[64];
	FILE *f = fopen(path, "r");
	size_t n;

	assert_non_null(f);
	n = fread(buffer, 1, sizeof(buffer) - 1, f);
	buffer[n] = '\0';
	fclose(f);
	assert_string_equal(buffer, wanted);
}

static void
writes_whole_files_and_keeps_their_mode(void **state)
{
	const char *path = file("mode", "old\n");
	struct arena arena;
	struct error err = { "" };
	struct stat st;

	(void)state;
	arena_init(&arena);
	assert_int_equal(chmod(path, 0640), 0);
	assert_true(write_atomic(source_open(&arena, path, &err), NULL, "new\n",
	    4, &err));
	assert_holds(path, "new\n");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	unlink(path);
	arena_release(&arena);
}

static void
follows_symbolic_links_and_refuses_hard_ones(void **state)
{
	char link_path[128], target[128];
	struct arena arena;
	struct error err = { "" };
	struct stat st;

	(void)state;
	arena_init(&arena);
	snprintf(target, sizeof(target), "%s", file("target", "old\n"));
	snprintf(link_path, sizeof(link_path), "%s/link", folder);
	assert_int_equal(symlink("target", link_path), 0);
	assert_true(write_atomic(source_open(&arena, link_path, &err), NULL,
	    "new\n", 4, &err));
	assert_int_equal(lstat(link_path, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_holds(target, "new\n");
	unlink(link_path);

	assert_int_equal(link(target, link_path), 0);
	assert_false(write_atomic(source_open(&arena, target, &err), NULL,
	    "x\n", 2, &err));
	assert_non_null(strstr(err.text, "hard links"));
	assert_holds(target, "new\n");
	unlink(link_path);
	unlink(target);
	arena_release(&arena);
}

static void
refuses_a_file_that_changed(void **state)
{
	const char *path = file("changed", "old\n");
	struct arena arena;
	struct error err = { "" };
	struct source *source;

	(void)state;
	arena_init(&arena);
	source = source_open(&arena, path, &err);
	file("changed", "other\n");
	assert_false(write_atomic(source, NULL, "new\n", 4, &err));
	assert_non_null(strstr(err.text, "changed"));
	assert_holds(path, "other\n");
	unlink(path);
	arena_release(&arena);
}

static int
make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL;
}

/* Nothing may be left behind: no temporary file of ours. */
static int
remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    replaces_a_scalar_and_keeps_comment_and_quotes),
		cmocka_unit_test(quotes_what_would_read_otherwise),
		cmocka_unit_test(leaves_block_scalars_and_tags_alone),
		cmocka_unit_test(
		    inserts_a_line_with_the_indentation_of_its_neighbour),
		cmocka_unit_test(inserts_after_a_nested_block),
		cmocka_unit_test(inserts_a_json_member),
		cmocka_unit_test(inserts_and_drops_between_braces),
		cmocka_unit_test(fills_in_a_value_that_is_left_out),
		cmocka_unit_test(inserts_nothing_within_a_line),
		cmocka_unit_test(inserts_an_item_on_its_own_line),
		cmocka_unit_test(drops_whole_lines_but_never_the_last_pair),
		cmocka_unit_test(refuses_edits_that_meet),
		cmocka_unit_test(prints_a_patch),
		cmocka_unit_test(writes_whole_files_and_keeps_their_mode),
		cmocka_unit_test(follows_symbolic_links_and_refuses_hard_ones),
		cmocka_unit_test(refuses_a_file_that_changed),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
