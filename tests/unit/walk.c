/* Ignore patterns, and folders walked. */

#include "read/ignore.h"
#include "read/walk.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/stat.h>
#include <unistd.h>

static void
globs_match_as_in_git(void **state)
{
	static const struct {
		const char *glob, *path;
		bool want;
	} cases[] = {
		{ "a", "a", true },
		{ "a", "ab", false },
		{ "*.yaml", "x.yaml", true },
		{ "*.yaml", "a/x.yaml", false },
		{ "a/*", "a/b", true },
		{ "a/*", "a/b/c", false },
		{ "a/**", "a/b/c", true },
		{ "a/**", "a", false },
		{ "**/b", "b", true },
		{ "**/b", "x/y/b", true },
		{ "**/b", "x/yb", false },
		{ "a/**/b", "a/b", true },
		{ "a/**/b", "a/x/y/b", true },
		{ "a/**/b*/c", "a/bb/x/bc/c", true },
		{ "a/**/b*/c", "a/bb/x/bc/d", false },
		{ "*a*b", "xaxaxb", true },
		{ "?", "/", false },
		{ "[a-c]x", "bx", true },
		{ "[!a-c]x", "bx", false },
		{ "[]]", "]", true },
		{ "\\*", "*", true },
		{ "\\*", "a", false },
		{ "", "", true },
		{ "**/x", "xx", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (ignore_match(cases[i].glob, cases[i].path) != cases[i].want)
			fail_msg("%s on %s", cases[i].glob, cases[i].path);
	}
}

static void
hostile_globs_end(void **state)
{
	char glob[1001], path[4001];
	clock_t start = clock();

	(void)state;
	for (size_t i = 0; i < 1000; i += 2)
		memcpy(glob + i, "*a", 2);
	glob[999] = 'b';
	glob[1000] = '\0';
	memset(path, 'a', 4000);
	path[4000] = '\0';
	assert_false(ignore_match(glob, path));
	for (size_t i = 0; i < 1000; i += 5)
		memcpy(glob + i, i == 995 ? "**/b/" : "**/a/", 5);
	for (size_t i = 1; i < 4000; i += 2)
		path[i] = '/';
	assert_false(ignore_match(glob, path));
	assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 2);
}

static void
the_last_pattern_decides(void **state)
{
	static const char text[] = "# comment\n*.yaml\n!keep.yaml\n/top\n"
				   "build/\na/b\nspace\\ \n\\#x\r\n";
	struct arena arena;
	struct ignore *outer, *inner;

	(void)state;
	arena_init(&arena);
	outer = ignore_parse(&arena, NULL, "/r", text, sizeof(text) - 1);
	assert_true(ignore_has(outer, "/r/x.yaml", false));
	assert_true(ignore_has(outer, "/r/d/x.yaml", false));
	assert_false(ignore_has(outer, "/r/d/keep.yaml", false));
	assert_true(ignore_has(outer, "/r/top", false));
	assert_false(ignore_has(outer, "/r/d/top", false));
	assert_true(ignore_has(outer, "/r/d/build", true));
	assert_false(ignore_has(outer, "/r/d/build", false));
	assert_true(ignore_has(outer, "/r/a/b", false));
	assert_false(ignore_has(outer, "/r/d/a/b", false));
	assert_true(ignore_has(outer, "/r/#x", false));
	inner = ignore_parse(&arena, outer, "/r/d", "!x.yaml\nkeep.yaml\n", 18);
	assert_false(ignore_has(inner, "/r/d/x.yaml", false));
	assert_true(ignore_has(inner, "/r/d/keep.yaml", false));
	arena_release(&arena);
}

static void
put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void
expect_walk(const char *const *arguments, size_t count, const char *want,
    size_t problems)
{
	char all[1024] = "";
	struct arena arena;
	struct walk walk;

	arena_init(&arena);
	walk = walk_paths(&arena, arguments, count);
	for (size_t i = 0; i < walk.count; i++) {
		strcat(all, walk.paths[i]);
		strcat(all, " ");
	}
	assert_string_equal(all, want);
	assert_int_equal(walk.problem_count, problems);
	arena_release(&arena);
}

static void
folders_give_their_candidates_sorted(void **state)
{
	static const char *const here[] = { "." };
	static const char *const both[] = { "sub/b.yml", "./sub/", "n.txt",
		"sub", "gone.yaml" };
	char folder[] = "/tmp/gpulint-walk-XXXXXX", command[128];

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(mkdir(".git", 0700), 0);
	assert_int_equal(mkdir(".git/info", 0700), 0);
	assert_int_equal(mkdir("sub", 0700), 0);
	assert_int_equal(mkdir("out", 0700), 0);
	put(".git/config.yaml", "");
	put(".git/info/exclude", "/hidden.json\n");
	put(".gitignore", "out/\nsub/*.json\n");
	put("sub/.gitignore", "!z.json\n");
	put("a.yaml", "");
	put("hidden.json", "");
	put("n.txt", "");
	put("out/x.yaml", "");
	put("sub/b.yml", "");
	put("sub/c.json", "");
	put("sub/z.json", "");
	assert_int_equal(symlink("..", "sub/up"), 0);
	assert_int_equal(symlink("nowhere", "sub/dangling.yaml"), 0);
	expect_walk(here, 1, "a.yaml sub/b.yml sub/z.json ", 0);
	expect_walk(both, 5, "sub/b.yml sub/z.json n.txt ", 1);
	assert_int_equal(chdir("/"), 0);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	assert_int_equal(system(command), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(globs_match_as_in_git),
		cmocka_unit_test(hostile_globs_end),
		cmocka_unit_test(the_last_pattern_decides),
		cmocka_unit_test(folders_give_their_candidates_sorted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
