/*
 * option: the options of all commands, one row each.
 *
 * For options.c, which reads them into a struct cli.
 */

#ifndef GPULINT_OPTION_H
#define GPULINT_OPTION_H

#include "cli/cli.h"

#include <getopt.h>

enum option_id {
	OPT_HELP,
	OPT_FORMAT,
	OPT_OUTPUT,
	OPT_COLOR,
	OPT_QUIET,
	OPT_SET,
	OPT_TARGET,
	OPT_RULES,
	OPT_PLUGIN,
	OPT_ISOLATED,
	OPT_CONFIG,
	OPT_SELECT,
	OPT_IGNORE,
	OPT_FAIL_ON,
	OPT_BASELINE,
	OPT_SHOW_UNKNOWN,
	OPT_JOBS,
	OPT_FIX,
	OPT_UNSAFE_FIXES,
	OPT_DIFF,
	OPT_STDIN_FILENAME,
	OPT_LOADER,
	OPT_GPU,
	OPT_TARGET_COUNT,
	OPT_TARGET_KEY
};

struct option_row {
	const char *name;
	/* As the help calls it, "[WHEN]" where it may be left out; NULL: takes
	 * none. */
	const char *value;
	enum option_id id;
	unsigned group; /* enum cli_group; 0: every command */
	const char *key; /* OPT_GPU, OPT_TARGET_*: of a target mapping */
	const char *help;
};

enum {
	OPTION_LIMIT = 40,
	OPTION_FIRST = 1000 /* val of the first row in a list for getopt */
};

extern const struct option_row option_rows[];

/* The options of a command's groups, as getopt_long wants them. */
void option_list(struct option list[OPTION_LIMIT + 1], unsigned groups);

/* The options of every command at the front of the arguments: the index of
 * the first word that is neither one of them nor a value, or argc. */
int option_skip(int argc, char **argv);

/* What getopt only calls unrecognised; returns 2. */
int option_refuse(const struct cli *cli, unsigned groups, const char *word);

/* The words that --color and --fail-on take, NULL-ended. */
extern const char *const color_words[], *const fail_words[];

/* The first of the options that the groups have from a row on, or NULL. */
const struct option_row *option_next(const struct option_row *row,
    unsigned groups);

/* A line an option. */
void option_help(struct text *out, unsigned groups);

#endif
