/* gpulint: the command line. */

#include "base/suggest.h"
#include "cli/option.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static int
print_version(void)
{
	struct text out;
	int status;

	text_init(&out);
	text_printf(&out,
	    "gpulint (gpulint) " PACKAGE_VERSION "\n"
	    "Catalogue of %s: %zu GPUs, %zu models\n"
	    "Copyright (C) 2026 The gpulint authors\n"
	    "This is free software: you are free to change and redistribute "
	    "it.\nThere is NO WARRANTY, to the extent permitted by law.\n",
	    catalog_builtin.read_on, catalog_builtin.gpus_count,
	    catalog_builtin.models_count);
	status = cli_finish(NULL, &out, CLI_OK);
	text_release(&out);
	return status;
}

static int
print_help(void)
{
	struct text out;
	int status;

	text_init(&out);
	cli_help(&out);
	status = cli_finish(NULL, &out, CLI_OK);
	text_release(&out);
	return status;
}

/* A word that is no command, no option and no file is most likely a
 * mistyped command. */
static int
refuse_word(const char *word)
{
	const struct command *c;
	struct suggest near;

	suggest_init(&near, word);
	for (c = commands; c->name != NULL; c++)
		suggest_offer(&near, c->name);
	if (near.best == NULL)
		return -1;
	return cli_usage(NULL,
	    "%s: no such file and no command; did you mean '%s'?", word,
	    near.best);
}

/* "gpulint --isolated fit x.yaml": the command stands behind options.  A path
 * of that name is what `gpulint [OPTIONS] PATH` says it is. */
static const struct command *
late_command(int argc, char **argv)
{
	int at = option_skip(argc, argv);
	const struct command *c;
	char *word;

	if (at <= 1 || at >= argc || strcmp(argv[at - 1], "--") == 0)
		return NULL;
	word = argv[at];
	c = command_by_name(word);
	if (c == NULL || access(word, F_OK) == 0)
		return NULL;
	memmove(argv + 2, argv + 1, (size_t)(at - 1) * sizeof(*argv));
	argv[1] = word;
	return c;
}

int
main(int argc, char **argv)
{
	static char check[] = "check";
	const struct command *c;
	int status;

	/* A closed pipe is a write error like any other. */
	signal(SIGPIPE, SIG_IGN);
	if (argc < 2)
		return cli_usage(NULL, "nothing to check");
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return print_help();
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0)
		return print_version();
	c = command_by_name(argv[1]);
	if (c == NULL)
		c = late_command(argc, argv);
	if (c != NULL)
		return c->run(argc - 1, argv + 1);
	if (argv[1][0] != '-' && access(argv[1], F_OK) != 0) {
		status = refuse_word(argv[1]);
		if (status >= 0)
			return status;
	}
	c = command_by_name(check);
	if (c == NULL)
		return cli_stop("%s: no such command", argv[1]);
	argv[0] = check;
	return c->run(argc, argv);
}
