/* gpulint rules: what it can find. */

#include "cli/cli.h"

#include <string.h>

static void
rules_text(struct text *out, const struct cards *cards)
{
	size_t i, width = 0;

	for (i = 0; i < cards->count; i++)
		if (strlen(cards->all[i].name) > width)
			width = strlen(cards->all[i].name);
	for (i = 0; i < cards->count; i++)
		text_printf(out, "%-*s  %-7s  %s\n", (int)width,
		    cards->all[i].name, severity_name(cards->all[i].severity),
		    cards->all[i].summary);
}

static void
member(struct text *out, const char *name, const char *value)
{
	text_printf(out, "\"%s\":", name);
	text_add_json_string(out, value);
	text_add_char(out, ',');
}

static void
rules_json(struct text *out, const struct cards *cards)
{
	const struct card *card;
	size_t i;

	text_add(out, "{\"schema\":\"gpulint-rules/1\",\"rules\":[");
	for (i = 0; i < cards->count; i++) {
		card = &cards->all[i];
		text_add(out, i == 0 ? "{" : ",{");
		member(out, "name", card->name);
		member(out, "plugin", card->plugin);
		member(out, "severity", severity_name(card->severity));
		member(out, "summary", card->summary);
		member(out, "since", card->since);
		text_printf(out, "\"fixable\":%s}",
		    card->fixable ? "true" : "false");
	}
	text_add(out, "]}\n");
}

static int
list_rules(struct cli *cli, const struct run *run)
{
	struct text out;
	int status;

	text_init(&out);
	if (strcmp(cli->format, "json") == 0)
		rules_json(&out, &run->knowledge.cards);
	else
		rules_text(&out, &run->knowledge.cards);
	status = cli_finish(cli, &out, CLI_OK);
	text_release(&out);
	return status;
}

int
command_rules(int argc, char **argv)
{
	struct cli cli;
	struct run run;
	int status;

	status = cli_read(&cli, argc, argv);
	if (status >= 0)
		return status;
	status = CLI_STOPPED;
	if (cli_want_format(&cli, NULL) >= 0)
		status = CLI_STOPPED;
	else if (cli.operands.count > 0)
		cli_usage("rules", "%s: takes no operands",
		    cli.operands.word[0]);
	else if (cli_start_here(&cli, &run)) {
		status = list_rules(&cli, &run);
		run_release(&run);
	}
	cli_release(&cli);
	return status;
}
