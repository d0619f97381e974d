/* Which comments silence which findings. */

#include "rule/suppress.h"
#include "tap.h"

#include <stdio.h>
#include <string.h>

static const struct card cards_all[] = {
	{ .plugin = "vram", .rule = "overflow", .name = "vram/overflow" },
	{ .plugin = "vram", .rule = "tight", .name = "vram/tight" },
	{ .plugin = "cuda", .rule = "driver", .name = "cuda/driver" },
};
static const struct cards cards = { cards_all, 3 };

/* The findings of one card on lines of a text, and what became of them. */
struct bench {
	struct arena arena;
	struct finding findings[2];
	struct suppress_problem *problems;
};

static void
silence(struct bench *b, const char *text, const struct card *card,
    uint32_t line)
{
	struct tree_problem problem;
	struct source *source;
	struct tree *tree;
	struct finding *f = &b->findings[0];

	memset(b, 0, sizeof(*b));
	arena_init(&b->arena);
	source =
	    source_from_bytes(&b->arena, "a.yaml", text, strlen(text), NULL);
	tree = tree_read_yaml(source, &problem);
	assert_non_null(tree);
	f->card = card;
	f->source = source;
	f->line = f->end_line = line;
	f->span = source_line(source, line);
	b->problems = suppress_findings(f, tree, &cards, &b->arena);
}

static void
expect(const char *text, size_t card, uint32_t line, bool silent)
{
	struct bench b;

	silence(&b, text, &cards_all[card], line);
	if ((b.findings[0].suppressed != NULL) != silent)
		fail_msg("%s: line %u of %s", text, (unsigned)line,
		    cards_all[card].name);
	arena_release(&b.arena);
}

static void
silences_its_line(void **state)
{
	static const char text[] =
	    "a: 1  # gpulint: ignore=vram/overflow -- measured\nb: 2\n";

	(void)state;
	expect(text, 0, 1, true);
	expect(text, 0, 2, false);
	expect(text, 1, 1, false);
}

static void
speaks_alone_of_the_next_line(void **state)
{
	static const char text[] =
	    "# gpulint: ignore=vram,cuda/driver -- so\n# more\na: 1\nb: 2\n";

	(void)state;
	expect(text, 0, 3, true);
	expect(text, 1, 3, true);
	expect(text, 2, 3, true);
	expect(text, 0, 4, false);
}

static void
silences_the_file(void **state)
{
	static const char text[] =
	    "a: 1\nb: 2 # gpulint: ignore-file=vram/tight -- so\nc: 3\n";

	(void)state;
	expect(text, 1, 1, true);
	expect(text, 1, 3, true);
	expect(text, 0, 3, false);
}

static void
is_no_comment_within_a_text(void **state)
{
	(void)state;
	expect("a: \"x # gpulint: ignore=vram/overflow -- y\"\n", 0, 1, false);
	expect("a: |\n  # gpulint: ignore=vram/overflow -- y\n  z\n", 0, 3,
	    false);
}

static void
keeps_the_reason_and_remarks_on_slips(void **state)
{
	struct bench b;

	(void)state;
	silence(&b, "a: 1 # gpulint: ignore=vram/overflow -- measured\n",
	    &cards_all[0], 1);
	assert_non_null(strstr(b.findings[0].suppressed, "measured"));
	assert_null(b.problems);
	arena_release(&b.arena);
	silence(&b, "a: 1 # gpulint: ignore=vram/overflo -- x\n", &cards_all[0],
	    1);
	assert_null(b.findings[0].suppressed);
	assert_non_null(b.problems);
	assert_non_null(strstr(b.problems->text, "vram/overflo"));
	assert_null(b.problems->unused);
	arena_release(&b.arena);
	silence(&b, "a: 1 # gpulint: ignore=vram/tight -- x\n", &cards_all[0],
	    1);
	assert_non_null(b.problems);
	assert_ptr_equal(b.problems->unused, &cards_all[1]);
	arena_release(&b.arena);
}

/* Of comments that say the same the first gives the reason, and none of them
 * is superfluous; what is wrong with others is told in their order. */
static void
many_comments_for_one_finding(void **state)
{
	struct bench b;

	(void)state;
	silence(&b,
	    "# gpulint: ignore-file=vram -- first\n"
	    "# gpulint: ignore=cuda/driver\n"
	    "# gpulint: ignore\n"
	    "# gpulint: ignore=vram/overflow,vram/overflow/* -- second\n"
	    "# gpulint: ignore=nobody\n"
	    "\n"
	    "a: 1\n",
	    &cards_all[0], 7);
	assert_string_equal(b.findings[0].suppressed, "first");
	assert_ptr_equal(b.problems->unused, &cards_all[2]);
	assert_non_null(strstr(b.problems->next->text, "want 'ignore=RULE'"));
	assert_non_null(strstr(b.problems->next->next->text, "nobody"));
	assert_null(b.problems->next->next->next);
	arena_release(&b.arena);
}

static void
knows_names(void **state)
{
	(void)state;
	assert_true(rule_is_meant(&cards_all[0], "vram", 4));
	assert_true(rule_is_meant(&cards_all[0], "vram/overflow", 13));
	assert_false(rule_is_meant(&cards_all[0], "vra", 3));
	assert_false(rule_is_meant(&cards_all[0], "vram/overflows", 14));
	assert_true(rule_is_known(&cards, "cuda", 4));
	assert_false(rule_is_known(&cards, "cuda/", 5));
	assert_true(rule_is_policy("policy/x"));
	assert_true(rule_is_policy("policy"));
	assert_false(rule_is_policy("policyx"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(silences_its_line),
		cmocka_unit_test(speaks_alone_of_the_next_line),
		cmocka_unit_test(silences_the_file),
		cmocka_unit_test(is_no_comment_within_a_text),
		cmocka_unit_test(keeps_the_reason_and_remarks_on_slips),
		cmocka_unit_test(many_comments_for_one_finding),
		cmocka_unit_test(knows_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
