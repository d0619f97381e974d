/*
 * gpulint test [DIR | RULE]: run the examples of rules, in TAP.
 *
 * A card's bad example must be reported on its marked lines and no others,
 * with the words of the marks; its good example not at all.  DIR holds cards
 * as --rules takes them; without DIR the built-in ones are tested.  Rules of
 * one's own code need their --plugin.
 */

#include "cli/cli.h"

#include "base/text.h"
#include "rule/suppress.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char mark[] = "# want: ";

enum {
	OPTIONS_LIMIT = 32, /* of a card, for its examples */
	WANTS_LIMIT = 32 /* marked lines of an example */
};

/* What a line of the bad example is to be reported for. */
struct want {
	uint32_t line;
	const char *text;
	size_t length;
	bool met;
};

struct example {
	const struct card *card;
	const char *text;
	struct want wants[WANTS_LIMIT];
	size_t want_count;
	const char *const *folders; /* of rules, NULL-ended */
	const struct cli_words *plugins; /* beside the installed ones */
};

static void
add_want(struct example *example, uint32_t line, const char *text,
    size_t length)
{
	if (example->want_count == WANTS_LIMIT)
		return;
	example->wants[example->want_count++] =
	    (struct want){ line, text, length, false };
}

/* The marks at the ends of lines, and those that the card lists. */
static void
read_marks(struct example *example)
{
	uint32_t line = 1;

	for (const char *p = example->text; *p != '\0'; line++) {
		size_t length = strcspn(p, "\n");
		const char *at = strstr(p, mark);

		if (at != NULL && at < p + length)
			add_want(example, line, at + strlen(mark),
			    (size_t)(p + length - at) - strlen(mark));
		p += length + (p[length] == '\n');
	}
	for (const char *const *want = example->card->want;
	     want != NULL && *want != NULL; want++) {
		char *end;
		unsigned long number = strtoul(*want, &end, 10);

		end += strspn(end, ": ");
		add_want(example, (uint32_t)number, end, strlen(end));
	}
}

/* Hold what was found against the marks; what differs goes to out. */
static void
judge(struct example *example, const struct file_report *file, struct text *out)
{
	for (const struct finding *f = file->findings; f != NULL; f = f->next) {
		bool wanted = false;

		if (f->card != example->card)
			continue;
		for (size_t i = 0; i < example->want_count; i++) {
			struct want *want = &example->wants[i];

			if (want->line == f->line &&
			    memmem(f->message, strlen(f->message), want->text,
				want->length) != NULL)
				want->met = wanted = true;
		}
		if (!wanted)
			text_printf(out, "# line %u was reported: %s\n",
			    f->line, f->message);
	}
	for (size_t i = 0; i < example->want_count; i++) {
		const struct want *want = &example->wants[i];

		if (!want->met)
			text_printf(out, "# line %u was not reported: %.*s\n",
			    want->line, (int)want->length, want->text);
	}
	for (const struct unjudged *u = file->unjudged;
	     out->length > 0 && u != NULL; u = u->next)
		text_printf(out, "# unknown: %s\n", u->reason);
	if (!file->recognised && example->want_count > 0)
		text_add(out, "# the file was not recognised\n");
	if (file->problem != NULL)
		text_printf(out, "# %s\n", file->problem);
}

/* Lint the example; out stays empty where all is as it should be. */
static bool
try_example(struct example *example, struct text *out, struct error *err)
{
	const char *argv[OPTIONS_LIMIT + 1] = { "test" };
	const char *path =
	    example->card->file != NULL ? example->card->file : "config.yaml";
	struct source *source;
	struct cli cli;
	struct run run;
	int argc = 1;
	bool done;

	for (const char *const *option = example->card->options;
	     option != NULL && *option != NULL && argc < OPTIONS_LIMIT;
	     option++)
		argv[argc++] = *option;
	if (cli_read_groups(&cli, argc, (char **)argv, CLI_TARGET) != -1)
		return error_set(err, "its options cannot be read");
	cli.options.isolated = true;
	if (!cli_start(&cli, &run)) {
		cli_release(&cli);
		return error_set(err, "its options cannot be used");
	}
	done = true;
	for (const char *const *folder = example->folders;
	     done && *folder != NULL; folder++)
		done = run_add_rules(&run, *folder, err);
	done = done && run_load_plugins(&run, err);
	for (size_t i = 0; done && i < example->plugins->count; i++)
		done = run_add_plugin(&run, example->plugins->word[i], err);
	source = source_from_bytes(&run.arena, path, example->text,
	    strlen(example->text), err);
	if (done && source != NULL) {
		struct file_report *file = run_read(&run, path, source);

		example->card =
		    card_by_name(&run.knowledge.cards, example->card->name);
		run_check(&run, file);
		judge(example, file, out);
	}
	run_release(&run);
	cli_release(&cli);
	return done && source != NULL;
}

/* One TAP line; true where it passed. */
static bool
test_example(const struct cli *cli, const struct card *card, bool bad,
    const char *const *folders, size_t number, struct text *out)
{
	struct example example = { .card = card,
		.folders = folders,
		.plugins = &cli->plugins };
	struct error err = { "" };
	struct text problems;
	bool passed;

	example.text = bad ? card->bad : card->good;
	if (example.text == NULL) { /* of a policy */
		text_printf(out, "ok %zu - %s: %s example # SKIP it has none\n",
		    number, card->name, bad ? "bad" : "good");
		return true;
	}
	if (bad)
		read_marks(&example);
	text_init(&problems);
	if (bad && example.want_count == 0)
		text_add(&problems, "# it marks no line with # want:\n");
	if (!try_example(&example, &problems, &err))
		text_printf(&problems, "# %s\n", err.text);
	passed = problems.length == 0;
	text_printf(out, "%sok %zu - %s: %s example\n%s", passed ? "" : "not ",
	    number, card->name, bad ? "bad" : "good", text_string(&problems));
	text_release(&problems);
	return passed;
}

/* A folder of cards, or the name of a rule; false after saying why not. */
static bool
add_operand(struct run *run, const char *word, struct cli_words *folders)
{
	struct error err = { "" };
	struct stat status;

	if (stat(word, &status) != 0 || !S_ISDIR(status.st_mode)) {
		if (rule_is_known(&run->knowledge.cards, word, strlen(word)))
			return true;
		cli_stop("%s: neither a folder nor a rule", word);
		return false;
	}
	folders->word[folders->count++] = word;
	if (run_add_rules(run, word, &err))
		return true;
	cli_stop("%s", err.text);
	return false;
}

/* All built-in cards, or those of the folders and the rules that are named. */
static bool
is_asked_for(const struct cli *cli, const struct cli_words *folders,
    const struct card *card)
{
	size_t i;

	if (folders->count > 0 && card->source != NULL)
		return true;
	for (i = 0; i < cli->operands.count; i++)
		if (rule_is_meant(card, cli->operands.word[i],
			strlen(cli->operands.word[i])))
			return true;
	return cli->operands.count == 0;
}

static int
test(struct cli *cli, struct run *run)
{
	struct cli_words folders = { NULL, 0, 0 };
	bool passed = true;
	size_t count = 0, i;
	struct text out;
	int status;

	folders.word = arena_array(&cli->arena, cli->operands.count + 1,
	    sizeof(*folders.word));
	for (i = 0; i < cli->operands.count; i++)
		if (!add_operand(run, cli->operands.word[i], &folders))
			return CLI_STOPPED;
	text_init(&out);
	for (i = 0; i < run->knowledge.cards.count; i++) {
		const struct card *card = &run->knowledge.cards.all[i];

		if (!is_asked_for(cli, &folders, card))
			continue;
		passed &=
		    test_example(cli, card, true, folders.word, ++count, &out);
		passed &=
		    test_example(cli, card, false, folders.word, ++count, &out);
	}
	text_printf(&out, "1..%zu\n", count);
	if (count == 0)
		status = cli_stop("%s: no card of a rule in it, as "
				  "<plugin>/<rule>.yaml",
		    cli->operands.word[0]);
	else
		status = cli_finish(cli, &out, passed ? CLI_OK : CLI_FOUND);
	text_release(&out);
	return status;
}

int
command_test(int argc, char **argv)
{
	struct cli cli;
	struct run run;
	int status = cli_read(&cli, argc, argv);

	if (status != -1)
		return status;
	if (!cli_start(&cli, &run)) {
		cli_release(&cli);
		return CLI_STOPPED;
	}
	status = test(&cli, &run);
	run_release(&run);
	cli_release(&cli);
	return status;
}
