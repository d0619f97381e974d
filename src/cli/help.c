/* The help: one screen of 24 lines and 80 columns, the prompt below it. */

#include "cli/cli.h"

void
cli_help(struct text *out)
{
	const struct command *c;

	text_add(out,
	    "Usage: gpulint [check] [OPTIONS] PATH...   (- is standard input)\n"
	    "Check configs of training and serving jobs before they run.\n\n");
	for (c = commands; c->name != NULL; c++) {
		if (c->summary != NULL)
			text_printf(out, "  %-9s %s\n", c->name, c->summary);
	}
	text_add(out,
	    "\n"
	    "  --gpu NAME --gpus N --nodes N --driver V --cuda V --os NAME\n"
	    "  --ram SIZE --disk-free SIZE --target FILE --set FACT=VALUE\n"
	    "  --format FORMAT, --output FILE, --color [WHEN], --quiet\n"
	    "  --fix, --unsafe-fixes, --diff, --show-unknown\n"
	    "  --select/--ignore RULE,...  --fail-on SEVERITY  --baseline "
	    "FILE\n"
	    "  --rules DIR, --plugin FILE, --config FILE, --isolated, --jobs "
	    "N\n"
	    "Exit status: 0 nothing found, 1 findings, 2 could not do the "
	    "work.\n"
	    "Report bugs to: <" PACKAGE_BUGREPORT ">\n");
}

void
cli_help_command(struct text *out, const struct command *command)
{
	text_printf(out, "Usage: gpulint %s %s\n%s.  See gpulint(1).\n\n",
	    command->name, command->operands,
	    command->summary != NULL ? command->summary
	    : command->operand == CLI_SHELLS
		? "write what completes words for bash, zsh or fish"
		: "write a page of the manual");
}
