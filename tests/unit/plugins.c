/* What the loader takes, what it refuses, and with which words. */

#include "rule/plugins.h"
#include "run/run.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct bench {
	struct arena arena;
	struct plugins plugins;
	struct error err;
};

static void
start(struct bench *b)
{
	arena_init(&b->arena);
	plugins_init(&b->plugins, &b->arena);
	b->err.text[0] = '\0';
}

static void
stop(struct bench *b)
{
	plugins_release(&b->plugins);
	arena_release(&b->arena);
}

static const char *
built(struct bench *b, const char *name)
{
	const char *folder = getenv("top_builddir");

	return arena_printf(&b->arena, "%s/.libs/%s.so",
	    folder == NULL ? "." : folder, name);
}

static void
refuses(const char *name, const char *reason)
{
	struct bench b;

	start(&b);
	assert_false(
	    plugins_add(&b.plugins, built(&b, name), &cards_builtin, &b.err));
	if (strstr(b.err.text, reason) == NULL)
		fail_msg("%s: %s", name, b.err.text);
	assert_null(b.plugins.first);
	stop(&b);
}

static void
refuses_what_does_not_match(void **state)
{
	(void)state;
	refuses("bad_abi", "built for plugin ABI");
	refuses("bad_size", "its checks have");
	refuses("no_name", "a name has lower case");
	refuses("no_symbol", "exports no gpulint_plugin");
	refuses("no_check_id", "has no proper id");
	refuses("no_card", "has no card");
	refuses("nowhere", "No such file");
}

/* Through a run, with all that plugins may call. */
static void
takes_its_own_once(void **state)
{
	const struct plugin *plugin;
	struct error err = { "" };
	const char *path;
	struct run run;
	struct bench b;

	(void)state;
	start(&b);
	run_init(&run);
	path = built(&b, "vram");
	if (!run_add_plugin(&run, path, &err))
		fail_msg("%s", err.text);
	plugin = run.plugins->first;
	assert_string_equal(plugin->name, "vram");
	assert_true(plugin->check_count > 0);
	assert_string_equal(plugin->cards[0]->plugin, "vram");
	assert_false(run_add_plugin(&run, path, &err));
	assert_non_null(strstr(err.text, "was loaded from"));
	assert_null(plugin->next);
	run_release(&run);
	stop(&b);
}

static void
guards_what_others_may_write(void **state)
{
	char folder[] = "/tmp/gpulint-plugins-XXXXXX", path[64];
	struct error err = { "" };
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/a.so", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	fclose(file);
	assert_int_equal(chmod(path, 0644), 0);
	assert_true(plugin_is_guarded(path, &err));
	assert_int_equal(chmod(path, 0664), 0);
	assert_false(plugin_is_guarded(path, &err));
	assert_non_null(strstr(err.text, "others may write it; chmod go-w"));
	err.text[0] = '\0';
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(chmod(folder, 0777), 0);
	assert_false(plugin_is_guarded(path, &err));
	assert_non_null(strstr(err.text, "others may write its folder"));
	err.text[0] = '\0';
	assert_false(plugin_is_guarded(folder, &err));
	assert_non_null(strstr(err.text, "not a regular file"));
	unlink(path);
	rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_what_does_not_match),
		cmocka_unit_test(takes_its_own_once),
		cmocka_unit_test(guards_what_others_may_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
