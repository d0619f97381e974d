/* The rows of all options, and what is said of them. */

#include "cli/option.h"

#include "base/suggest.h"

#include <string.h>

const struct option_row option_rows[] = {
	{ "help", NULL, OPT_HELP, 0, NULL, "this help" },
	{ "output", "FILE", OPT_OUTPUT, 0, NULL, "write there" },
	{ "color", "[WHEN]", OPT_COLOR, 0, NULL, "auto, always or never" },
	{ "quiet", NULL, OPT_QUIET, 0, NULL, "no summary, no remarks" },
	{ "format", "FORMAT", OPT_FORMAT, CLI_FORMAT, NULL, "text or json" },
	{ "gpu", "NAME", OPT_GPU, CLI_TARGET, "gpu", "the GPU it runs on" },
	{ "gpus", "N", OPT_TARGET_COUNT, CLI_TARGET, "gpus", "GPUs of a node" },
	{ "nodes", "N", OPT_TARGET_COUNT, CLI_TARGET, "nodes", "nodes" },
	{ "driver", "V", OPT_TARGET_KEY, CLI_TARGET, "driver",
	    "of NVIDIA's driver" },
	{ "cuda", "V", OPT_TARGET_KEY, CLI_TARGET, "cuda",
	    "CUDA on the machine" },
	{ "os", "NAME", OPT_TARGET_KEY, CLI_TARGET, "os",
	    "linux, wsl2, windows or macos" },
	{ "ram", "SIZE", OPT_TARGET_KEY, CLI_TARGET, "ram", "RAM of a node" },
	{ "disk-free", "SIZE", OPT_TARGET_KEY, CLI_TARGET, "disk_free",
	    "free where the job writes" },
	{ "set", "FACT=VALUE", OPT_SET, CLI_TARGET, NULL,
	    "any fact of gpulint-facts(7)" },
	{ "target", "FILE", OPT_TARGET, CLI_TARGET, NULL,
	    "a target that probe wrote" },
	{ "rules", "DIR", OPT_RULES, CLI_KNOWLEDGE, NULL,
	    "more cards, dialects and tables" },
	{ "plugin", "FILE", OPT_PLUGIN, CLI_PLUGINS, NULL, "load a plugin" },
	{ "isolated", NULL, OPT_ISOLATED, CLI_PROJECT, NULL,
	    "no .gpulint.yaml" },
	{ "config", "FILE", OPT_CONFIG, CLI_PROJECT, NULL,
	    "this in place of .gpulint.yaml" },
	{ "select", "RULES", OPT_SELECT, CLI_CHECK, NULL, "only these" },
	{ "ignore", "RULES", OPT_IGNORE, CLI_CHECK, NULL, "all but these" },
	{ "fail-on", "SEVERITY", OPT_FAIL_ON, CLI_CHECK, NULL,
	    "error, warning, note or never" },
	{ "baseline", "FILE", OPT_BASELINE, CLI_CHECK, NULL,
	    "a report whose findings are known" },
	{ "show-unknown", NULL, OPT_SHOW_UNKNOWN, CLI_CHECK, NULL,
	    "what could not be judged" },
	{ "fix", NULL, OPT_FIX, CLI_CHECK, NULL, "make safe edits" },
	{ "unsafe-fixes", NULL, OPT_UNSAFE_FIXES, CLI_CHECK, NULL,
	    "make the others too" },
	{ "diff", NULL, OPT_DIFF, CLI_CHECK, NULL, "show edits, make none" },
	{ "jobs", "N", OPT_JOBS, CLI_CHECK, NULL, "files at once" },
	{ "stdin-filename", "NAME", OPT_STDIN_FILENAME, CLI_STDIN, NULL,
	    "of standard input" },
	{ "loader", "NAME", OPT_LOADER, CLI_LOADER, NULL,
	    "type scalars as pyyaml, omegaconf, go ... does" },
};

enum { HELP_COLUMN = 24 };

#define ROWS (sizeof(option_rows) / sizeof(option_rows[0]))

_Static_assert(ROWS <= OPTION_LIMIT, "a list for getopt holds all options");

static bool
is_taken(const struct option_row *row, unsigned groups)
{
	return row->group == 0 || (row->group & groups) != 0;
}

void
option_list(struct option list[OPTION_LIMIT + 1], unsigned groups)
{
	size_t i, n = 0;

	for (i = 0; i < ROWS; i++) {
		if (!is_taken(&option_rows[i], groups))
			continue;
		list[n].name = option_rows[i].name;
		list[n].has_arg = option_rows[i].value == NULL ? no_argument
				  : *option_rows[i].value == '['
				      ? optional_argument
				      : required_argument;
		list[n].flag = NULL;
		list[n].val = OPTION_FIRST + (int)i;
		n++;
	}
	memset(&list[n], 0, sizeof(list[n]));
}

int
option_skip(int argc, char **argv)
{
	struct option list[OPTION_LIMIT + 1];

	option_list(list, ~0U);
	opterr = 0;
	optind = 0;
	while (getopt_long(argc, argv, "+:ho:qV", list, NULL) != -1)
		;
	return optind;
}

int
option_refuse(const struct cli *cli, unsigned groups, const char *word)
{
	struct suggest near;
	char name[64];
	size_t length, i;

	if (strncmp(word, "--", 2) != 0)
		return cli_usage(cli->command, "unrecognized option '%s'",
		    word);
	length = strcspn(word + 2, "=");
	if (length >= sizeof(name))
		length = sizeof(name) - 1;
	memcpy(name, word + 2, length);
	name[length] = '\0';
	suggest_init(&near, name);
	for (i = 0; i < ROWS; i++)
		if (is_taken(&option_rows[i], groups))
			suggest_offer(&near, option_rows[i].name);
	if (near.best == NULL)
		return cli_usage(cli->command, "unrecognized option '--%s'",
		    name);
	return cli_usage(cli->command,
	    "unrecognized option '--%s'; did you mean '--%s'?", name,
	    near.best);
}

const struct option_row *
option_next(const struct option_row *row, unsigned groups)
{
	while (row < option_rows + ROWS && !is_taken(row, groups))
		row++;
	return row == option_rows + ROWS ? NULL : row;
}

void
option_help(struct text *out, unsigned groups)
{
	const struct option_row *row = option_rows;

	for (; (row = option_next(row, groups)) != NULL; row++) {
		const char *value;
		int width;

		value = row->value != NULL ? row->value : "";
		width = HELP_COLUMN - 5 - (int)strlen(row->name);
		text_printf(out, "  --%s %-*s %s\n", row->name, width, value,
		    row->help);
	}
}
