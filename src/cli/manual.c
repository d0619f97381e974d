/* gpulint manual: the pages that the build installs, as mdoc. */

#include "cli/cli.h"
#include "report/manual.h"

#include <string.h>

/* "gpulint-vram-overflow" as the card of vram/overflow. */
static const struct card *
card_of_page(const struct cards *cards, const char *name)
{
	struct text page;
	const struct card *card = NULL;

	text_init(&page);
	for (size_t i = 0; i < cards->count && card == NULL; i++) {
		text_clear(&page);
		text_printf(&page, "gpulint-%s-%s", cards->all[i].plugin,
		    cards->all[i].rule);
		if (strcmp(text_string(&page), name) == 0)
			card = &cards->all[i];
	}
	text_release(&page);
	return card;
}

/* The names of all pages, one a line. */
static void
add_names(struct text *out, const struct knowledge *knowledge)
{
	text_add(out, "gpulint-dialects\ngpulint-facts\ngpulint-rules\n");
	for (size_t i = 0; i < knowledge->cards.count; i++)
		text_printf(out, "gpulint-%s-%s\n",
		    knowledge->cards.all[i].plugin,
		    knowledge->cards.all[i].rule);
}

static bool
add_page(struct text *out, const struct knowledge *knowledge, const char *name)
{
	struct page page = { .out = out, .is_mdoc = true };
	const struct card *card = card_of_page(&knowledge->cards, name);

	if (card != NULL)
		manual_rule(&page, card);
	else if (strcmp(name, "gpulint-rules") == 0)
		manual_rules(&page, &knowledge->cards);
	else if (strcmp(name, "gpulint-facts") == 0)
		manual_facts(&page);
	else if (strcmp(name, "gpulint-dialects") == 0)
		manual_dialects(&page, &knowledge->dialects);
	else
		return false;
	return true;
}

static int
write_page(const struct cli *cli, const struct knowledge *knowledge)
{
	const char *name = cli->operands.count > 0 ? cli->operands.word[0] : "";
	struct text out;
	int status;

	text_init(&out);
	if (cli->operands.count == 0)
		add_names(&out, knowledge);
	if (cli->operands.count > 0 && !add_page(&out, knowledge, name))
		status =
		    cli_stop("%s: no page of that name is written here", name);
	else
		status = cli_finish(cli, &out, CLI_OK);
	text_release(&out);
	return status;
}

int
command_manual(int argc, char **argv)
{
	struct cli cli;
	struct run run;
	int status = cli_read(&cli, argc, argv);

	if (status >= 0)
		return status;
	if (cli.operands.count > 1)
		status = cli_usage("manual", "at most one NAME is wanted");
	else if (!cli_start(&cli, &run)) {
		status = CLI_STOPPED;
	} else {
		status = write_page(&cli, &run.knowledge);
		run_release(&run);
	}
	cli_release(&cli);
	return status;
}
