/* gpulint explain: a rule's manual. */

#include "cli/cli.h"
#include "report/manual.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* By its name, or by the part after the slash where only one has it. */
static const struct card *
find(const struct cards *cards, const char *name, size_t *matches)
{
	const struct card *card = card_by_name(cards, name), *found = NULL;

	*matches = card != NULL;
	if (card != NULL)
		return card;
	for (size_t i = 0; i < cards->count; i++) {
		if (strcmp(cards->all[i].rule, name) == 0) {
			found = &cards->all[i];
			++*matches;
		}
	}
	return *matches == 1 ? found : NULL;
}

/* Run a program without a shell; its exit status, or -1. */
static int
spawn(const char *const argv[], bool is_silent)
{
	int status;
	pid_t child = fork();

	if (child < 0)
		return -1;
	if (child == 0) {
		if (is_silent && (freopen("/dev/null", "w", stdout) == NULL ||
				     freopen("/dev/null", "w", stderr) == NULL))
			_exit(127);
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* True where man(1) has shown the page. */
static bool
show_page(const struct card *card)
{
	struct text name;
	bool is_shown;

	text_init(&name);
	text_printf(&name, "gpulint-%s-%s", card->plugin, card->rule);
	{
		const char *const ask[] = { "man", "-w", "7",
			text_string(&name), NULL };
		const char *const show[] = { "man", "7", text_string(&name),
			NULL };

		is_shown = spawn(ask, true) == 0 && spawn(show, false) == 0;
	}
	text_release(&name);
	return is_shown;
}

static int
write_plain(const struct cli *cli, const struct card *card)
{
	unsigned columns = cli_columns();
	struct text out;
	struct page page = { .out = &out,
		.width = columns > 80 ? 80 : columns };
	int status;

	text_init(&out);
	manual_rule(&page, card);
	status = cli_finish(cli, &out, CLI_OK);
	text_release(&out);
	return status;
}

static int
refuse(const struct cards *cards, const char *name, size_t matches)
{
	const char *near = card_suggest(cards, name);

	for (size_t i = 0; i < cards->count; i++)
		if (strcmp(cards->all[i].plugin, name) == 0)
			return cli_stop("%s: the name of a plugin; "
					"'gpulint rules' lists its rules",
			    name);
	if (matches > 1)
		return cli_stop("%s: %zu rules have that name; "
				"write PLUGIN/%s",
		    name, matches, name);
	if (near != NULL)
		return cli_stop("%s: no such rule; did you mean %s?", name,
		    near);
	return cli_stop("%s: no such rule; 'gpulint rules' lists them", name);
}

static int
explain(const struct cli *cli, const struct cards *cards)
{
	const char *name = cli->operands.word[0];
	size_t matches;
	const struct card *card = find(cards, name, &matches);

	if (card == NULL)
		return refuse(cards, name, matches);
	if (cli->output == NULL && cli->rules.count == 0 &&
	    isatty(STDOUT_FILENO) == 1 && show_page(card))
		return CLI_OK;
	return write_plain(cli, card);
}

int
command_explain(int argc, char **argv)
{
	struct cli cli;
	struct run run;
	int status = cli_read(&cli, argc, argv);

	if (status >= 0)
		return status;
	if (cli.operands.count != 1)
		status = cli_usage("explain", "one RULE is wanted");
	else if (!cli_start(&cli, &run)) {
		status = CLI_STOPPED;
	} else {
		(void)cli_folder(&run, "."); /* policies of project files */
		status = explain(&cli, &run.knowledge.cards);
		run_release(&run);
	}
	cli_release(&cli);
	return status;
}
