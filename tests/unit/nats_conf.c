/* The language of nats-server's configuration. */

#include "deploy/nats_conf.h"
#include "tap.h"

#include <string.h>

static const struct node *
read_conf(struct arena *arena, const char *text)
{
	return nats_conf(arena, text, 0, (uint32_t)strlen(text));
}

static void
reads_all_spellings_of_a_pair(void **state)
{
	static const char text[] =
	    "# first\n"
	    "port: 4222 // second\n"
	    "jetstream { store_dir = '/data', max_mem 1GB;"
	    " max_file:\"10G\" }\n"
	    "cluster: { routes: [ \"a}\", b ] }\n"
	    "debug true\n";
	struct arena arena;
	const struct node *root;

	(void)state;
	arena_init(&arena);
	root = read_conf(&arena, text);
	assert_string_equal(node_text(node_get(root, "port")), "4222");
	assert_string_equal(node_text(node_path(root, "jetstream.store_dir")),
	    "/data");
	assert_string_equal(node_text(node_path(root, "jetstream.max_mem")),
	    "1GB");
	assert_int_equal(node_path(root, "jetstream.max_file")->style,
	    STYLE_DOUBLE);
	assert_true(node_is(node_path(root, "cluster.routes"), NODE_SEQUENCE));
	assert_string_equal(node_text(node_get(root, "debug")), "true");
	arena_release(&arena);
}

static void
takes_json(void **state)
{
	struct arena arena;
	const struct node *root;

	(void)state;
	arena_init(&arena);
	root = read_conf(&arena, "{\"a\": {\"b\": 12}, \"c\": \"d\"}");
	assert_string_equal(node_text(node_path(root, "a.b")), "12");
	assert_string_equal(node_text(node_get(root, "c")), "d");
	arena_release(&arena);
}

static void
survives_what_does_not_end(void **state)
{
	static const char *const texts[] = { "", "{", "}", "a", "a {", "a: [",
		"a: \"", "a: '", ":", "=", "{{{{{{{{{{{{{{{{{{{{{{{{{{",
		"a:", "# only", "[[[[", "a { b { c" };
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		read_conf(&arena, texts[i]);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_all_spellings_of_a_pair),
		cmocka_unit_test(takes_json),
		cmocka_unit_test(survives_what_does_not_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
