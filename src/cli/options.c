/* What the options of the command line set. */

#include "cli/option.h"
#include "run/baseline.h"
#include "run/project.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
	if (words->count + 1 >= words->room) {
		size_t room = words->room == 0 ? 8 : 2 * words->room;

		words->word = arena_grow(&cli->arena, words->word, words->room,
		    room, sizeof(*words->word));
		words->room = room;
	}
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
set_target(struct reading_options *r, const char *option, const char *name,
    const char *value)
{
	struct cli *cli = r->cli;
	struct error why = { "" };
	struct origin origin = origin_note(ORIGIN_OPTION,
	    arena_printf(&cli->arena, "--%s %s", option, value));
	const char *text;
	size_t length;

	if (target_set(&cli->options.target, name, value, &origin, &cli->arena,
		&why))
		return true;
	/* "target.os: beos is none of ...": the option says which fact. */
	text = why.text;
	length = strcspn(text, " ");
	if (length > 0 && text[length - 1] == ':')
		text += length + strspn(text + length, " ");
	return error_set(&r->err, "--%s: %s", option, text);
}

/* A job runs on one GPU of one node at least. */
static bool
set_count(struct reading_options *r, const char *option, const char *name,
    const char *value)
{
	if (value[0] == '-' ||
	    (value[0] != '\0' && value[strspn(value, "0")] == '\0'))
		return error_set(&r->err, "--%s %s: want 1 or more", option,
		    value);
	return set_target(r, option, name, value);
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

const char *const fail_words[] = { "error", "warning", "note", "never", NULL };

static bool
set_fail_on(struct reading_options *r, const char *value)
{
	static const enum severity severities[] = { SEVERITY_ERROR,
		SEVERITY_WARNING, SEVERITY_NOTE, SEVERITY_OFF };
	size_t which;

	if (!cli_word("--fail-on", value, fail_words, &which, &r->err))
		return false;
	r->cli->options.has_fail_on = true;
	r->cli->options.fail_on = severities[which];
	return true;
}

/* The value of an option that may stand without one: the next word where it
 * is one of its words, or a slip that is like no option and no path. */
static const char *
word_ahead(int argc, char **argv, const char *const *words)
{
	if (optind >= argc)
		return NULL;
	for (; *words != NULL; words++)
		if (strcmp(argv[optind], *words) == 0)
			return argv[optind++];
	if (strpbrk(argv[optind], "-./") == NULL &&
	    access(argv[optind], F_OK) != 0)
		return argv[optind++];
	return NULL;
}

const char *const color_words[] = { "auto", "always", "never", NULL };

static bool
set_color(struct reading_options *r, const char *value)
{
	static const enum cli_color colors[] = { CLI_COLOR_AUTO,
		CLI_COLOR_ALWAYS, CLI_COLOR_NEVER };
	size_t which;

	if (value == NULL)
		value = "always";
	if (!cli_word("--color", value, color_words, &which, &r->err))
		return false;
	r->cli->color = colors[which];
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
apply(struct reading_options *r, const struct option_row *row,
    const char *value)
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
	case OPT_BASELINE:
		cli->options.baseline =
		    baseline_read(value, &cli->arena, &r->err);
		return cli->options.baseline != NULL;
	case OPT_SHOW_UNKNOWN:
		cli->options.show_unknown = true;
		break;
	case OPT_JOBS:
		return set_jobs(r, value);
	case OPT_LOADER:
		return cli_word("--loader", value, loader_names, &cli->loader,
		    &r->err);
	case OPT_STDIN_FILENAME:
		cli->stdin_filename = value;
		break;
	case OPT_GPU:
		add_word(cli, &cli->gpus, value);
		return set_target(r, row->name, row->key, value);
	case OPT_TARGET_COUNT:
		return set_count(r, row->name, row->key, value);
	case OPT_TARGET_KEY:
		return set_target(r, row->name, row->key, value);
	}
	return true;
}

static int
print_command_help(const struct cli *cli, unsigned groups)
{
	const struct command *command = command_by_name(cli->command);
	struct text out;
	int status;

	text_init(&out);
	if (command == NULL || strcmp(cli->command, "check") == 0) {
		cli_help(&out);
	} else {
		cli_help_command(&out, command);
		option_help(&out, groups);
	}
	status = cli_finish(NULL, &out, CLI_OK);
	text_release(&out);
	return status;
}

static int
read_all(struct reading_options *r, int argc, char **argv)
{
	struct cli *cli = r->cli;
	struct option list[OPTION_LIMIT + 1];
	const struct option_row *row;
	const char *value;
	int c, before;

	option_list(list, r->groups);
	opterr = 0;
	optind = 0;
	for (;;) {
		before = optind == 0 ? 1 : optind;
		c = getopt_long(argc, argv, ":ho:q", list, NULL);
		if (c == -1)
			break;
		if (c == 'h')
			return print_command_help(cli, r->groups);
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
			return option_refuse(cli, r->groups,
			    optind > before ? argv[optind - 1] : argv[before]);
		row = &option_rows[c - OPTION_FIRST];
		value = optarg;
		if (row->id == OPT_COLOR && value == NULL)
			value = word_ahead(argc, argv, color_words);
		if (row->id == OPT_HELP)
			return print_command_help(cli, r->groups);
		if (!apply(r, row, value))
			return cli_usage(cli->command, "%s", r->err.text);
	}
	for (; optind < argc; optind++)
		add_word(cli, &cli->operands, argv[optind]);
	return -1;
}

int
cli_read_groups(struct cli *cli, int argc, char **argv, unsigned groups)
{
	struct reading_options r;
	int status;

	memset(cli, 0, sizeof(*cli));
	memset(&r, 0, sizeof(r));
	arena_init(&cli->arena);
	cli->command = argv[0];
	cli->format = "text";
	cli->loader = CLI_NO_LOADER;
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

int
cli_read(struct cli *cli, int argc, char **argv)
{
	const struct command *command = command_by_name(argv[0]);

	return cli_read_groups(cli, argc, argv,
	    command == NULL ? 0 : command->groups);
}

void
cli_release(struct cli *cli)
{
	arena_release(&cli->arena);
}
