/* What a project file may say, and which one holds for a path. */

#include "run/project.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct project *
read_text(struct arena *arena, const char *text, struct error *err)
{
	struct source *source =
	    source_from_bytes(arena, ".gpulint.yaml", text, strlen(text), err);

	return project_read(source, "/work", &cards_builtin, arena, err);
}

static void
refuses(const char *text, const char *reason)
{
	struct error err = { "" };
	struct arena arena;

	arena_init(&arena);
	assert_null(read_text(&arena, text, &err));
	if (strstr(err.text, reason) == NULL)
		fail_msg("%s: %s", text, err.text);
	arena_release(&arena);
}

static void
says_where_a_file_is_wrong(void **state)
{
	(void)state;
	refuses("targt: {}\n", ".gpulint.yaml:1:1: unknown key 'targt'; did "
			       "you mean 'target'?");
	refuses("plugins: [x.so]\n", "cannot load plugins");
	refuses("root: perhaps\n", ":1:7: want true or false");
	refuses("fail_on: off\n", "want error, warning, note or never");
	refuses("rules: [ours]\n", "extend names folders");
	refuses("rules: {vram/overflo: off}\n", "did you mean 'vram/overflow'");
	refuses("overrides: [{rules: {vram: off}}]\n", "names its paths");
	refuses("- a\n", "want a mapping");
	refuses("a: [\n", ".gpulint.yaml:");
}

static void
keeps_what_it_says(void **state)
{
	struct error err = { "" };
	struct project *project;
	struct arena arena;

	(void)state;
	arena_init(&arena);
	project = read_text(&arena,
	    "root: true\nignore: [a, b/*]\nextend: ci\nfail_on: note\n", &err);
	assert_non_null(project);
	assert_true(project->root && project->has_fail_on);
	assert_int_equal(project->fail_on, SEVERITY_NOTE);
	assert_int_equal(project->ignore_count, 2);
	assert_string_equal(project->folders->written, "ci");
	assert_string_equal(project->folders->place, ".gpulint.yaml:3:9");
	assert_null(project->folders->next);
	assert_non_null(read_text(&arena, "", &err));
	arena_release(&arena);
}

/* A tree on the disk: TOP/.git, TOP/.gpulint.yaml, TOP/sub/.gpulint.yaml. */
static char top[] = "/tmp/gpulint-project-XXXXXX";

static const char *
write_file(const char *name, const char *text)
{
	static char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", top, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	return path;
}

static void
finds_the_nearest_first(void **state)
{
	enum severity severity = SEVERITY_ERROR;
	struct cards cards = cards_builtin;
	struct projects projects;
	const struct folder *folder;
	struct arena arena;
	char path[128];

	(void)state;
	arena_init(&arena);
	projects_init(&projects, &cards, &arena);
	write_file(".gpulint.yaml",
	    "rules: {vram/overflow: note}\nignore: [skip*]\n");
	write_file("sub/.gpulint.yaml",
	    "overrides: [{paths: [a.yaml], rules: {vram: warning}}]\n");
	snprintf(path, sizeof(path), "%s/sub/a.yaml", top);
	folder = projects_folder(&projects, path);
	assert_null(folder->problem);
	assert_int_equal(folder->count, 2);
	assert_string_equal(folder_below_root(folder, path, &arena),
	    "sub/a.yaml");
	assert_true(project_severity(folder, path,
	    card_by_name(&cards, "vram/overflow"), &severity));
	assert_int_equal(severity, SEVERITY_WARNING);
	snprintf(path, sizeof(path), "%s/sub/b.yaml", top);
	assert_ptr_equal(projects_folder(&projects, path), folder);
	assert_true(project_severity(folder, path,
	    card_by_name(&cards, "vram/overflow"), &severity));
	assert_int_equal(severity, SEVERITY_NOTE);
	assert_false(project_ignores(folder, path));
	snprintf(path, sizeof(path), "%s/sub/skipped.yaml", top);
	assert_true(project_ignores(folder, path));
	assert_null(folder->known);
	arena_release(&arena);
}

static void
extends_what_is_known_below_it(void **state)
{
	struct cards cards = cards_builtin;
	struct projects projects;
	const struct folder *folder;
	struct arena arena;
	size_t covers;
	char path[128];

	(void)state;
	arena_init(&arena);
	projects_init(&projects, &cards, &arena);
	write_file(".gpulint.yaml", "extend: ours\n");
	write_file("sub/.gpulint.yaml", "{}\n");
	write_file("ours/catalog/gpus.tsv",
	    "name\tvram_gb\tsource\nHouse 640\t640\tours\n");
	snprintf(path, sizeof(path), "%s/sub/a.yaml", top);
	folder = projects_folder(&projects, path);
	if (folder->problem != NULL)
		fail_msg("%s", folder->problem);
	assert_non_null(folder->known);
	assert_non_null(
	    catalog_gpu(&folder->known->catalog, "House 640", &covers));
	assert_null(catalog_gpu(&catalog_builtin, "House 640", &covers));
	arena_release(&arena);
}

static int
make_tree(void **state)
{
	static const char *const folders[] = { ".git", "sub", "ours",
		"ours/catalog" };
	char path[128];
	size_t i;

	(void)state;
	if (mkdtemp(top) == NULL)
		return -1;
	for (i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		snprintf(path, sizeof(path), "%s/%s", top, folders[i]);
		if (mkdir(path, 0755) != 0)
			return -1;
	}
	return 0;
}

static int
remove_tree(void **state)
{
	static const char *const names[] = { ".gpulint.yaml",
		"sub/.gpulint.yaml", "ours/catalog/gpus.tsv", "ours/catalog",
		"ours", "sub", ".git" };
	char path[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", top, names[i]);
		if (remove(path) != 0)
			return -1;
	}
	return rmdir(top);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_where_a_file_is_wrong),
		cmocka_unit_test(keeps_what_it_says),
		cmocka_unit_test(finds_the_nearest_first),
		cmocka_unit_test(extends_what_is_known_below_it),
	};

	return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
