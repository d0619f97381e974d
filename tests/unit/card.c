/* What a card may say, and what it is refused for. */

#include "rule/card.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WHOLE                                                                  \
	"summary: the bolt is loose\nseverity: warning\nsince: \"0.1\"\n"      \
	"why: |\n  It falls off.\nbad: |\n  a: 1\ngood: |\n  a: 2\n"

struct bench {
	struct arena arena;
	struct error err;
	struct card card;
};

static bool
load(struct bench *b, const char *text)
{
	struct tree_problem problem;
	struct source *source;

	arena_init(&b->arena);
	b->err.text[0] = '\0';
	source = source_from_bytes(&b->arena, "a/b.yaml", text, strlen(text),
	    &b->err);
	return card_load(&b->card, "a", "b", tree_read_yaml(source, &problem),
	    &b->arena, &b->err);
}

static void
refuses(const char *text, const char *reason)
{
	struct bench b;

	assert_false(load(&b, text));
	assert_string_equal(b.err.text, reason);
	arena_release(&b.arena);
}

static void
reads_a_card(void **state)
{
	struct bench b;

	(void)state;
	if (!load(&b, WHOLE "fixable: true\nsources: [one, two]\n"
			    "file: x.yaml\noptions: [--gpu, T4]\n"))
		fail_msg("%s", b.err.text);
	assert_string_equal(b.card.name, "a/b");
	assert_string_equal(b.card.summary, "the bolt is loose");
	assert_string_equal(b.card.why, "It falls off.\n");
	assert_int_equal(b.card.severity, SEVERITY_WARNING);
	assert_true(b.card.fixable);
	assert_string_equal(b.card.sources[1], "two");
	assert_null(b.card.sources[2]);
	assert_string_equal(b.card.options[0], "--gpu");
	arena_release(&b.arena);

	assert_true(load(&b, WHOLE));
	assert_false(b.card.fixable);
	assert_null(b.card.sources[0]);
	assert_null(b.card.file);
	arena_release(&b.arena);
}

static void
says_where_a_card_is_wrong(void **state)
{
	(void)state;
	refuses(WHOLE "sumary: x\n", "a/b.yaml:10:1: unknown key \"sumary\"; "
				     "did you mean \"summary\"?");
	refuses(WHOLE "colour: x\n", "a/b.yaml:10:1: unknown key \"colour\"");
	refuses(WHOLE "since: x\n", "a/b.yaml:10:1: the key is there twice");
	refuses(WHOLE "fixable: yes\n",
	    "a/b.yaml:10:10: fixable is \"yes\", not true or false");
	refuses(WHOLE "sources: one\n", "a/b.yaml:10:1: sources is not a list");
	refuses("summary: x\n", "a/b.yaml:1:1: no severity");
	refuses("summary: [x]\n", "a/b.yaml:1:1: summary is not a text");
	refuses("severity: fatal\n", "a/b.yaml:1:11: severity \"fatal\" is "
				     "not error, warning or note");
	refuses("severity: off\n", "a/b.yaml:1:11: severity \"off\" is not "
				   "error, warning or note");
	refuses("- a\n", "a/b.yaml:1:1: a card is one mapping");
	refuses("", "a/b.yaml:1:1: a card is one mapping");
}

static void
write_file(const char *folder, const char *name, const char *text)
{
	char path[200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void
replaces_cards_by_those_of_a_folder(void **state)
{
	static const struct card old[] = {
		{ .plugin = "nut", .rule = "loose", .name = "nut/loose" },
		{ .plugin = "nut", .rule = "gone", .name = "nut/gone" },
	};
	const struct cards base = { old, 2 };
	char folder[] = "/tmp/gpulint-card-XXXXXX", path[200];
	struct error err = { "" };
	struct cards cards;
	struct arena arena;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/nut", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	write_file(path, "loose.yaml", WHOLE);
	write_file(path, "notes.txt", "no card");
	arena_init(&arena);
	if (!cards_extend(&cards, &base, folder, &arena, &err))
		fail_msg("%s", err.text);
	assert_int_equal(cards.count, 2);
	assert_string_equal(card_by_name(&cards, "nut/loose")->summary,
	    "the bolt is loose");
	assert_non_null(card_by_name(&cards, "nut/gone"));
	assert_string_equal(card_suggest(&cards, "nut/lose"), "nut/loose");
	assert_string_equal(card_suggest(&cards, "gone"), "nut/gone");
	write_file(path, "torn.yaml", "summary: [\n");
	assert_false(cards_extend(&cards, &base, folder, &arena, &err));
	assert_non_null(strstr(err.text, "/nut/torn.yaml:"));
	arena_release(&arena);
	snprintf(path, sizeof(path), "%s/nut/torn.yaml", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/nut/loose.yaml", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/nut/notes.txt", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/nut", folder);
	rmdir(path);
	rmdir(folder);
}

static void
has_cards_built_in(void **state)
{
	size_t i;

	(void)state;
	assert_true(cards_builtin.count > 10);
	for (i = 0; i < cards_builtin.count; i++) {
		const struct card *card = &cards_builtin.all[i];

		assert_ptr_equal(card_by_name(&cards_builtin, card->name),
		    card);
		assert_true(card->severity >= SEVERITY_NOTE);
		if (strchr(card->summary, '\n') != NULL ||
		    card->summary[strlen(card->summary) - 1] == '.')
			fail_msg("%s: the summary is not one clause",
			    card->name);
	}
}

static void
names_severities(void **state)
{
	enum severity severity;

	(void)state;
	assert_string_equal(severity_name(SEVERITY_ERROR), "error");
	assert_true(
	    severity_parse("note", &severity) && severity == SEVERITY_NOTE);
	assert_false(severity_parse("Error", &severity));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_card),
		cmocka_unit_test(says_where_a_card_is_wrong),
		cmocka_unit_test(replaces_cards_by_those_of_a_folder),
		cmocka_unit_test(has_cards_built_in),
		cmocka_unit_test(names_severities),
	};

	return cmocka_run_group_tests_name("card", tests, NULL, NULL);
}
