/*
 * cli: what the commands of the program share.
 *
 * Only this room prints and decides exit statuses: 0 nothing found, 1 found
 * something, 2 could not do the work.  A command is one file, reads its
 * arguments with cli_read(), writes into a struct text and ends with
 * cli_finish().
 */

#ifndef GPULINT_CLI_H
#define GPULINT_CLI_H

#include "run/run.h"

enum { CLI_OK = 0, CLI_FOUND = 1, CLI_STOPPED = 2 };

/* Groups of options that a command takes; --help, --color, --quiet and
 * --output go with all of them. */
enum cli_group {
	CLI_FORMAT = 1, /* --format */
	CLI_TARGET = 2, /* --gpu ... --ram, --set, --target */
	CLI_KNOWLEDGE = 4, /* --rules */
	CLI_PROJECT = 8, /* --isolated, --config */
	CLI_PLUGINS = 16, /* --plugin */
	CLI_CHECK = 32, /* --select, --ignore, --fail-on, --jobs,
			   --show-unknown, --fix and what goes with it */
	CLI_LOADER = 64, /* --loader */
	CLI_STDIN = 128 /* --stdin-filename */
};

/* What stands behind the options, for who completes it. */
enum cli_operand {
	CLI_NOTHING,
	CLI_FILES,
	CLI_RULES,
	CLI_RULES_OR_FOLDERS,
	CLI_GPUS,
	CLI_MODELS,
	CLI_SHELLS
};

struct command {
	const char *name;
	const char *operands; /* "[OPTIONS] CONFIG" */
	const char *summary; /* NULL: not in the help */
	int (*run)(int argc, char **argv); /* argv[0] is the command's name */
	unsigned groups; /* enum cli_group */
	enum cli_operand operand;
};

/* All commands, ending with a NULL name; by name, or NULL. */
extern const struct command commands[];
const struct command *command_by_name(const char *name);

int command_check(int argc, char **argv);
int command_completion(int argc, char **argv);
int command_dialects(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_facts(int argc, char **argv);
int command_fit(int argc, char **argv);
int command_gpus(int argc, char **argv);
int command_manual(int argc, char **argv);
int command_models(int argc, char **argv);
int command_probe(int argc, char **argv);
int command_rules(int argc, char **argv);
int command_test(int argc, char **argv);
int command_tree(int argc, char **argv);

enum cli_color { CLI_COLOR_AUTO, CLI_COLOR_ALWAYS, CLI_COLOR_NEVER };

enum { CLI_NO_LOADER = 1000 };

/* A list of words in the order given, NULL-ended. */
struct cli_words {
	const char **word; /* NULL while empty */
	size_t count, room;
};

struct cli {
	const char *command;
	const char *format; /* "text" unless another was asked for */
	struct cli_words gpus; /* all --gpu; the last is in options.target */
	struct cli_words rules, plugins;
	struct options options;
	enum cli_color color;
	size_t loader; /* enum loader, or CLI_NO_LOADER */
	bool quiet;
	bool fix, unsafe_fixes, diff;
	const char *output; /* --output FILE, or NULL */
	const char *stdin_filename;
	struct cli_words operands;
	struct arena arena; /* owns all of it */
};

/*
 * Read the arguments of a command.  -1: go on; otherwise the status to
 * return at once (--help was printed, or a usage error was).  Long options
 * may be abbreviated and stand anywhere; -- ends them.
 */
int cli_read(struct cli *cli, int argc, char **argv);

/* The same of other groups than the command's own. */
int cli_read_groups(struct cli *cli, int argc, char **argv, unsigned groups);
void cli_release(struct cli *cli);

/* Find a value among the words (NULL-ended) that an option takes; which may
 * be NULL.  False with "--color X: want auto, always or never; did you mean
 * 'auto'?". */
bool cli_word(const char *option, const char *value, const char *const *words,
    size_t *which, struct error *err);

/* -1 where --format is one of the formats (NULL: text and json), else 2 after
 * saying so. */
int cli_want_format(const struct cli *cli, const char *const *formats);

/* Start a run from the arguments: knowledge, --rules, options; no plugins
 * yet.  False after saying why on standard error. */
bool cli_start(struct cli *cli, struct run *run);

/* The same for what lists the knowledge: with that of the project files of
 * the working directory. */
bool cli_start_here(struct cli *cli, struct run *run);

/* What project files say of a path, the folder itself where it is one. */
const struct folder *cli_folder(const struct run *run, const char *path);

/*
 * A file, or standard input for "-": its name, its bytes (one more than a
 * source may have, at most), and the source.  cli_input_parses() says why a
 * file that was read makes no tree.
 */
const char *cli_input_name(const struct cli *cli, const char *path);
bool cli_input_bytes(struct text *bytes, struct error *err);
struct source *cli_input(const struct cli *cli, struct arena *arena,
    const char *path, struct error *err);
bool cli_input_parses(const struct file_report *file, struct source *source,
    struct error *err);

/* True where the output goes to a terminal that wants colour: --color,
 * NO_COLOR, CLICOLOR_FORCE, TERM. */
bool cli_wants_color(const struct cli *cli);

/* Columns of the terminal, 80 where nobody says. */
unsigned cli_columns(void);

/* Write out to standard output, or --output; status, or 2 when it could not
 * be written. */
int cli_finish(const struct cli *cli, const struct text *out, int status);

/* "gpulint: ..." on standard error; a usage error adds where to look.
 * Both return 2. */
int cli_stop(const char *format, ...) __attribute__((format(printf, 1, 2)));
int cli_usage(const char *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Try the fixes of all findings; with --fix write what they leave, with
 * --diff add the patch to out.  Returns how many were applied. */
size_t cli_fix(const struct cli *cli, struct run *run, struct text *out);

/* A note on standard error that changes no status. */
void cli_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

void cli_help(struct text *out);
void cli_help_command(struct text *out, const struct command *command);

#endif
