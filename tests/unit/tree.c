/* Accessors, merge keys and duplicates. */

#include "read.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void
begin(struct reading *reading, const char *text)
{
	reading_begin(reading, "x.yaml", text, strlen(text));
}

/* "key=value " of every pair as a loader sees them. */
static void
expect_pairs(const struct node *mapping, const char *want)
{
	struct pairs it = pairs_of(mapping);
	char all[512] = "";

	while (pairs_next(&it)) {
		size_t used = strlen(all);

		snprintf(all + used, sizeof(all) - used, "%s=%s ",
		    node_text(it.pair->key), node_text(it.pair->value));
	}
	assert_string_equal(all, want);
}

static void
accessors_take_nothing_for_an_answer(void **state)
{
	struct pairs pairs = pairs_of(NULL);
	struct nodes nodes = nodes_of(NULL);

	(void)state;
	assert_null(node_get(NULL, "a"));
	assert_null(node_path(NULL, "a.b"));
	assert_null(node_at(NULL, 0));
	assert_null(node_pair(NULL, "a"));
	assert_null(node_resolve(NULL));
	assert_int_equal(node_length(NULL), 0);
	assert_string_equal(node_text(NULL), "");
	assert_false(node_is(NULL, NODE_MAPPING));
	assert_null(node_duplicate(NULL, 0));
	assert_false(pairs_next(&pairs));
	assert_false(nodes_next(&nodes));
}

static void
paths_go_through_sequences_and_aliases(void **state)
{
	struct reading reading;
	const struct node *root;

	(void)state;
	begin(&reading, "x: &x {y: [1, {z: 2}]}\na: *x\n");
	root = reading_root(&reading);
	assert_string_equal(node_text(node_path(root, "a.y.1.z")), "2");
	assert_null(node_path(root, "a.y.2"));
	assert_null(node_path(root, "a.y.-1"));
	assert_null(node_path(root, "a.y.1.z.q"));
	assert_null(node_path(root, "a."));
	assert_null(node_path(root, "no."));
	assert_ptr_equal(node_path(root, ""), root);
	reading_end(&reading);
}

static void
merge_keys_bring_what_is_not_written(void **state)
{
	struct reading reading;
	const struct node *root;

	(void)state;
	begin(&reading, "base: &b {a: 1, b: 2}\n"
			"more: &m {<<: *b, b: 3, c: 4}\n"
			"one: {a: 9, <<: *b}\n"
			"two: {<<: *m}\n"
			"list: {<<: [*b, *m, *b]}\n"
			"twice: {<<: *b, <<: *m}\n"
			"quoted: {'<<': *b}\n"
			"odd: {<<: 1, x: 2}\n");
	root = reading_root(&reading);
	expect_pairs(node_get(root, "one"), "a=9 b=2 ");
	expect_pairs(node_get(root, "two"), "b=3 c=4 a=1 ");
	expect_pairs(node_get(root, "list"), "a=1 b=2 c=4 ");
	expect_pairs(node_get(root, "twice"), "b=3 c=4 a=1 ");
	expect_pairs(node_get(root, "quoted"), "<<= ");
	expect_pairs(node_get(root, "odd"), "x=2 ");
	assert_string_equal(node_text(node_path(root, "two.b")), "3");
	assert_string_equal(node_text(node_path(root, "list.b")), "2");
	assert_string_equal(node_text(node_path(root, "twice.b")), "3");
	reading_end(&reading);
}

static void
the_last_duplicate_wins(void **state)
{
	struct reading reading;
	const struct node *root;

	(void)state;
	begin(&reading, "a: 1\nb: 2\na: 3\n\"a\": 4\n<<: {}\n<<: {}\n");
	root = reading_root(&reading);
	assert_int_equal(root->count, 6);
	assert_string_equal(node_text(node_get(root, "a")), "4");
	expect_pairs(root, "b=2 a=4 ");
	assert_null(node_duplicate(root, 0));
	assert_null(node_duplicate(root, 1));
	assert_ptr_equal(node_duplicate(root, 2), &root->u.pairs[0]);
	assert_ptr_equal(node_duplicate(root, 3), &root->u.pairs[2]);
	assert_null(node_duplicate(root, 5));
	assert_null(node_duplicate(root, 6));
	reading_end(&reading);
}

/* { k0: 0, ..., then all again, merged and looked up. */
static void
large_mappings_take_no_square_time(void **state)
{
	enum { COUNT = 100000 };
	char *yaml = malloc(COUNT * 30 + 100), *p = yaml;
	clock_t start = clock();
	struct reading reading;
	const struct node *root, *base;
	struct pairs it;
	uint32_t count = 0;

	(void)state;
	assert_non_null(yaml);
	p += sprintf(p, "base: &b\n");
	for (int i = 0; i < COUNT; i++)
		p += sprintf(p, "  k%d: %d\n", i % (COUNT / 2), i);
	sprintf(p, "all: {<<: [*b, *b], x: 1}\n");
	begin(&reading, yaml);
	root = reading_root(&reading);
	base = node_get(root, "base");
	assert_int_equal(base->count, COUNT);
	for (uint32_t i = 0; i < COUNT; i++)
		assert_ptr_equal(node_duplicate(base, i),
		    i < COUNT / 2 ? NULL : &base->u.pairs[i - COUNT / 2]);
	it = pairs_of(node_get(root, "all"));
	while (pairs_next(&it))
		count++;
	assert_int_equal(count, COUNT / 2 + 1);
	assert_string_equal(node_text(node_path(root, "all.k7")), "50007");
	assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 20);
	reading_end(&reading);
	free(yaml);
}

static void
nodes_visits_everything_once_in_order(void **state)
{
	struct reading reading;
	struct nodes it;
	char all[64] = "";

	(void)state;
	begin(&reading, "a: [b, {c: d}]\n? [e]\n: f\n");
	it = nodes_of(reading_root(&reading));
	while (nodes_next(&it)) {
		assert_true(it.node->parent != NULL ||
			    it.node == reading.tree->documents[0]);
		strcat(all, it.node->kind == NODE_SCALAR ? it.node->text : ".");
		if (it.is_key)
			strcat(all, "=");
	}
	assert_string_equal(all, ".a=.b.c=d.=ef");
	assert_false(nodes_next(&it));
	reading_end(&reading);
}

static void
roots_are_told_from_other_nodes(void **state)
{
	struct reading reading, other;

	(void)state;
	begin(&other, "a: 1\n---\nb: 2\n---\n---\n---\nc: 3\n");
	begin(&reading, "a: 1\n---\nb: 2\n---\n---\n---\nc: 3\n");
	assert_int_equal(reading.tree->document_count, 5);
	for (uint32_t i = 0; i < 5; i++) {
		const struct node *root = reading.tree->documents[i];

		assert_true(tree_has_root(reading.tree, root));
		assert_false(tree_has_root(other.tree, root));
		if (root->kind == NODE_MAPPING)
			assert_false(
			    tree_has_root(reading.tree, root->u.pairs[0].key));
	}
	assert_false(tree_has_root(reading.tree, NULL));
	reading_end(&reading);
	reading_end(&other);
}

static void
json_is_json_by_its_name_alone(void **state)
{
	struct reading reading;

	(void)state;
	reading_begin(&reading, "a.json", "a: 1", 4);
	assert_null(reading.tree);
	reading_end(&reading);
	reading_begin(&reading, "a.jsonl", "a: 1", 4);
	assert_non_null(reading.tree);
	reading_end(&reading);
	reading_begin(&reading, ".json", "[1]", 3);
	assert_int_equal(reading.tree->syntax, SYNTAX_JSON);
	reading_end(&reading);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accessors_take_nothing_for_an_answer),
		cmocka_unit_test(paths_go_through_sequences_and_aliases),
		cmocka_unit_test(merge_keys_bring_what_is_not_written),
		cmocka_unit_test(the_last_duplicate_wins),
		cmocka_unit_test(large_mappings_take_no_square_time),
		cmocka_unit_test(nodes_visits_everything_once_in_order),
		cmocka_unit_test(roots_are_told_from_other_nodes),
		cmocka_unit_test(json_is_json_by_its_name_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
