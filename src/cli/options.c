/* The options of all commands, one row each. */

#include "base/suggest.h"
#include "cli/cli.h"
#include "run/project.h"

#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Options of the target are kept by the key of a target mapping. */
enum option_id {
	OPT_HELP = 256,
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
	OPT_SHOW_UNKNOWN,
	OPT_JOBS,
	OPT_FIX,
	OPT_UNSAFE_FIXES,
	OPT_DIFF,
	OPT_STDIN_FILENAME,
	OPT_GPU,
	OPT_TARGET_KEY
};

struct row {
	const char *name;
	bool takes_value;
	enum option_id id;
	unsigned group; /* 0: every command */
	const char *key; /* OPT_GPU, OPT_TARGET_KEY: of a target mapping */
};

static const struct row rows[] = {
	{ "help", false, OPT_HELP, 0, NULL },
	{ "output", true, OPT_OUTPUT, 0, NULL },
	{ "color", true, OPT_COLOR, 0, NULL },
	{ "quiet", false, OPT_QUIET, 0, NULL },
	{ "format", true, OPT_FORMAT, CLI_FORMAT, NULL },
	{ "gpu", true, OPT_GPU, CLI_TARGET, "gpu" },
	{ "gpus", true, OPT_TARGET_KEY, CLI_TARGET, "gpus" },
	{ "nodes", true, OPT_TARGET_KEY, CLI_TARGET, "nodes" },
	{ "driver", true, OPT_TARGET_KEY, CLI_TARGET, "driver" },
	{ "cuda", true, OPT_TARGET_KEY, CLI_TARGET, "cuda" },
	{ "os", true, OPT_TARGET_KEY, CLI_TARGET, "os" },
	{ "ram", true, OPT_TARGET_KEY, CLI_TARGET, "ram" },
	{ "disk-free", true, OPT_TARGET_KEY, CLI_TARGET, "disk_free" },
	{ "set", true, OPT_SET, CLI_TARGET, NULL },
	{ "target", true, OPT_TARGET, CLI_TARGET, NULL },
	{ "rules", true, OPT_RULES, CLI_KNOWLEDGE, NULL },
	{ "plugin", true, OPT_PLUGIN, CLI_PLUGINS, NULL },
	{ "isolated", false, OPT_ISOLATED, CLI_PROJECT, NULL },
	{ "config", true, OPT_CONFIG, CLI_PROJECT, NULL },
	{ "select", true, OPT_SELECT, CLI_CHECK, NULL },
	{ "ignore", true, OPT_IGNORE, CLI_CHECK, NULL },
	{ "fail-on", true, OPT_FAIL_ON, CLI_CHECK, NULL },
	{ "show-unknown", false, OPT_SHOW_UNKNOWN, CLI_CHECK, NULL },
	{ "fix", false, OPT_FIX, CLI_CHECK, NULL },
	{ "unsafe-fixes", false, OPT_UNSAFE_FIXES, CLI_CHECK, NULL },
	{ "diff", false, OPT_DIFF, CLI_CHECK, NULL },
	{ "jobs", true, OPT_JOBS, CLI_CHECK, NULL },
	{ "stdin-filename", true, OPT_STDIN_FILENAME, CLI_CHECK, NULL },
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

/* The words of the command line: select and ignore while they grow. */
struct reading_options {
	struct cli *cli;
	unsigned groups;
	struct cli_words select, ignore;
	struct error err;
};

static void
add_word(struct cli *cli, struct cli_words *words, const char *word)
{
	words->word = arena_grow(&cli->arena, words->word,
	    words->word == NULL ? 0 : words->count + 1, words->count + 2,
	    sizeof(*words->word));
	words->word[words->count++] = word;
}

static void
add_list(struct cli *cli, struct cli_words *words, const char *list)
{
	size_t length;

	for (; *list != '\0'; list += length + (list[length] != '\0')) {
		length = strcspn(list, ",");
		if (length > 0)
			add_word(cli, words,
			    arena_copy(&cli->arena, list, length));
	}
}

static bool
is_taken(const struct row *row, unsigned groups)
{
	return row->group == 0 || (row->group & groups) != 0;
}

static bool
set_target(struct reading_options *r, const char *option, const char *name,
    const char *value)
{
	struct cli *cli = r->cli;
	struct error why = { "" };
	struct origin origin = origin_note(ORIGIN_OPTION,
	    arena_printf(&cli->arena, "--%s %s", option, value));

	if (target_set(&cli->options.target, name, value, &origin, &cli->arena,
		&why))
		return true;
	return error_set(&r->err, "--%s: %s", option, why.text);
}

static bool
set_fact(struct reading_options *r, const char *value)
{
	const char *equals = strchr(value, '=');
	struct cli *cli = r->cli;
	struct error why = { "" };
	struct origin origin;
	char *name;

	if (equals == NULL || equals == value)
		return error_set(&r->err, "--set %s: want FACT=VALUE", value);
	name = arena_copy(&cli->arena, value, (size_t)(equals - value));
	origin = origin_note(ORIGIN_OPTION,
	    arena_printf(&cli->arena, "--set %s", value));
	if (target_set(&cli->options.target, name,
		arena_string(&cli->arena, equals + 1), &origin, &cli->arena,
		&why))
		return true;
	return error_set(&r->err, "--set %s: %s", value, why.text);
}

/* A file that gpulint probe wrote: its target, or the mapping itself. */
static bool
read_target(struct reading_options *r, const char *path)
{
	struct cli *cli = r->cli;
	struct tree_problem problem;
	struct source *source;
	struct tree *tree;
	const struct node *root, *target;
	uint32_t line, column;

	source = source_open(&cli->arena, path, &r->err);
	if (source == NULL)
		return false;
	tree = tree_read(source, &problem);
	if (tree == NULL) {
		source_place(source, problem.span.start, &line, &column);
		return error_set(&r->err, "%s:%u:%u: %s", path, (unsigned)line,
		    (unsigned)column, problem.text);
	}
	root = tree->document_count == 0 ? NULL : tree->documents[0];
	if (!node_is(root, NODE_MAPPING))
		return error_set(&r->err, "%s: no mapping with a target", path);
	target = node_get(root, "target");
	return target_read(&cli->options.target, source,
	    target == NULL ? root : target, ORIGIN_OPTION, &cli->arena,
	    &r->err);
}

static bool
set_fail_on(struct reading_options *r, const char *value)
{
	r->cli->options.has_fail_on = true;
	if (strcmp(value, "never") == 0)
		r->cli->options.fail_on = SEVERITY_OFF;
	else if (strcmp(value, "error") == 0)
		r->cli->options.fail_on = SEVERITY_ERROR;
	else if (strcmp(value, "warning") == 0)
		r->cli->options.fail_on = SEVERITY_WARNING;
	else if (strcmp(value, "note") == 0)
		r->cli->options.fail_on = SEVERITY_NOTE;
	else
		return error_set(&r->err,
		    "--fail-on %s: want error, warning, note or never", value);
	return true;
}

static bool
set_color(struct reading_options *r, const char *value)
{
	if (strcmp(value, "auto") == 0)
		r->cli->color = CLI_COLOR_AUTO;
	else if (strcmp(value, "always") == 0)
		r->cli->color = CLI_COLOR_ALWAYS;
	else if (strcmp(value, "never") == 0)
		r->cli->color = CLI_COLOR_NEVER;
	else
		return error_set(&r->err,
		    "--color %s: want auto, always or never", value);
	return true;
}

static bool
set_jobs(struct reading_options *r, const char *value)
{
	char *end;
	long n = strtol(value, &end, 10);

	if (*end != '\0' || end == value || n < 1 || n > 256)
		return error_set(&r->err,
		    "--jobs %s: want a number from 1 to 256", value);
	r->cli->options.jobs = (unsigned)n;
	return true;
}

static bool
apply(struct reading_options *r, const struct row *row, const char *value)
{
	struct cli *cli = r->cli;

	switch (row->id) {
	case OPT_HELP:
		break;
	case OPT_FORMAT:
		cli->format = value;
		break;
	case OPT_OUTPUT:
		cli->output = value;
		break;
	case OPT_COLOR:
		return set_color(r, value);
	case OPT_QUIET:
		cli->quiet = true;
		break;
	case OPT_SET:
		return set_fact(r, value);
	case OPT_TARGET:
		return read_target(r, value);
	case OPT_RULES:
		add_word(cli, &cli->rules, value);
		break;
	case OPT_PLUGIN:
		add_word(cli, &cli->plugins, value);
		break;
	case OPT_ISOLATED:
		cli->options.isolated = true;
		break;
	case OPT_CONFIG:
		cli->options.config = value;
		break;
	case OPT_SELECT:
		add_list(cli, &r->select, value);
		break;
	case OPT_IGNORE:
		add_list(cli, &r->ignore, value);
		break;
	case OPT_FAIL_ON:
		return set_fail_on(r, value);
	case OPT_FIX:
		cli->fix = true;
		break;
	case OPT_UNSAFE_FIXES:
		cli->unsafe_fixes = true;
		break;
	case OPT_DIFF:
		cli->diff = true;
		break;
	case OPT_SHOW_UNKNOWN:
		cli->options.show_unknown = true;
		break;
	case OPT_JOBS:
		return set_jobs(r, value);
	case OPT_STDIN_FILENAME:
		cli->stdin_filename = value;
		break;
	case OPT_GPU:
		add_word(cli, &cli->gpus, value);
		return set_target(r, row->name, row->key, value);
	case OPT_TARGET_KEY:
		return set_target(r, row->name, row->key, value);
	}
	return true;
}

/* What getopt only calls unrecognised. */
static int
refuse_option(const struct cli *cli, unsigned groups, const char *word)
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
		if (is_taken(&rows[i], groups))
			suggest_offer(&near, rows[i].name);
	if (near.best == NULL)
		return cli_usage(cli->command, "unrecognized option '--%s'",
		    name);
	return cli_usage(cli->command,
	    "unrecognized option '--%s'; did you mean '--%s'?", name,
	    near.best);
}

static int
print_command_help(const struct cli *cli)
{
	const struct command *command = command_by_name(cli->command);
	struct text out;
	int status;

	text_init(&out);
	if (command == NULL || strcmp(cli->command, "check") == 0)
		cli_help(&out);
	else
		cli_help_command(&out, command);
	status = cli_finish(NULL, &out, CLI_OK);
	text_release(&out);
	return status;
}

static size_t
list_options(struct option *list, unsigned groups)
{
	size_t i, n = 0;

	for (i = 0; i < ROWS; i++) {
		if (!is_taken(&rows[i], groups))
			continue;
		list[n].name = rows[i].name;
		list[n].has_arg =
		    rows[i].takes_value ? required_argument : no_argument;
		list[n].flag = NULL;
		list[n].val = 1000 + (int)i;
		n++;
	}
	memset(&list[n], 0, sizeof(list[n]));
	return n;
}

static int
read_all(struct reading_options *r, int argc, char **argv)
{
	struct cli *cli = r->cli;
	struct option list[ROWS + 1];
	const struct row *row;
	int c, before;

	list_options(list, r->groups);
	opterr = 0;
	optind = 0;
	for (;;) {
		before = optind == 0 ? 1 : optind;
		c = getopt_long(argc, argv, ":ho:q", list, NULL);
		if (c == -1)
			break;
		if (c == 'h')
			return print_command_help(cli);
		if (c == 'o') {
			cli->output = optarg;
			continue;
		}
		if (c == 'q') {
			cli->quiet = true;
			continue;
		}
		if (c == ':')
			return cli_usage(cli->command,
			    "option '%s' wants a value", argv[optind - 1]);
		if (c == '?')
			return refuse_option(cli, r->groups,
			    optind > before ? argv[optind - 1] : argv[before]);
		row = &rows[c - 1000];
		if (row->id == OPT_HELP)
			return print_command_help(cli);
		if (!apply(r, row, optarg))
			return cli_usage(cli->command, "%s", r->err.text);
	}
	for (; optind < argc; optind++)
		add_word(cli, &cli->operands, argv[optind]);
	return -1;
}

int
cli_read(struct cli *cli, int argc, char **argv, unsigned groups)
{
	struct reading_options r;
	int status;

	memset(cli, 0, sizeof(*cli));
	memset(&r, 0, sizeof(r));
	arena_init(&cli->arena);
	cli->command = argv[0];
	cli->format = "text";
	cli->options.fail_on = SEVERITY_ERROR;
	cli->options.jobs = 0;
	target_init(&cli->options.target);
	r.cli = cli;
	r.groups = groups;
	status = read_all(&r, argc, argv);
	cli->options.select = r.select.word;
	cli->options.ignore = r.ignore.word;
	if (status >= 0)
		cli_release(cli);
	return status;
}

void
cli_release(struct cli *cli)
{
	arena_release(&cli->arena);
}

static bool
know_gpus(const struct cli *cli, const struct run *run)
{
	const char *name, *near;
	size_t i, covers;

	for (i = 0; i < cli->gpus.count; i++) {
		name = cli->gpus.word[i];
		if (catalog_gpu(&run->knowledge.catalog, name, &covers) != NULL)
			continue;
		near = catalog_suggest_gpu(&run->knowledge.catalog, name);
		if (near == NULL)
			cli_usage(cli->command, "--gpu: no GPU '%s'", name);
		else
			cli_usage(cli->command,
			    "--gpu: no GPU '%s'; did you mean '%s'?", name,
			    near);
		return false;
	}
	return true;
}

static bool
start(const struct cli *cli, struct run *run)
{
	struct error err = { "" };
	size_t i;

	for (i = 0; i < cli->rules.count; i++)
		if (!run_add_rules(run, cli->rules.word[i], &err)) {
			cli_stop("%s", err.text);
			return false;
		}
	run->projects->isolated = cli->options.isolated;
	if (cli->options.config != NULL &&
	    !projects_name(run->projects, cli->options.config, &err)) {
		cli_stop("%s", err.text);
		return false;
	}
	return know_gpus(cli, run);
}

bool
cli_start(struct cli *cli, struct run *run)
{
	run_init(run);
	run->options = cli->options;
	if (start(cli, run))
		return true;
	run_release(run);
	return false;
}
