/* The commands, in the order of the help. */

#include "cli/cli.h"

#include <string.h>

enum {
	KNOWN = CLI_FORMAT | CLI_KNOWLEDGE | CLI_PROJECT,
	CONFIG = KNOWN | CLI_TARGET | CLI_STDIN
};

const struct command commands[] = {
	{ "check", "[OPTIONS] PATH...", "lint files and folders", command_check,
	    CONFIG | CLI_PLUGINS | CLI_CHECK, CLI_FILES },
	{ "fit", "[OPTIONS] CONFIG",
	    "memory, term by term, and the GPUs that it fits", command_fit,
	    CONFIG, CLI_FILES },
	{ "facts", "[OPTIONS] [CONFIG...]",
	    "a config as it was understood; the vocabulary", command_facts,
	    CONFIG, CLI_FILES },
	{ "explain", "[OPTIONS] RULE", "the manual of a rule", command_explain,
	    CLI_KNOWLEDGE | CLI_PROJECT, CLI_RULES },
	{ "rules", "[OPTIONS]", "list the rules", command_rules, KNOWN,
	    CLI_NOTHING },
	{ "dialects", "[OPTIONS]", "list the kinds of files that are known",
	    command_dialects, KNOWN, CLI_NOTHING },
	{ "gpus", "[OPTIONS] [NAME...]", "list the GPUs, or one of them",
	    command_gpus, KNOWN, CLI_GPUS },
	{ "models", "[OPTIONS] [NAME...]", "list the models, or one of them",
	    command_models, KNOWN, CLI_MODELS },
	{ "tree", "[OPTIONS] FILE", "a file as it was read", command_tree,
	    CLI_FORMAT | CLI_LOADER | CLI_STDIN, CLI_FILES },
	{ "probe", "[OPTIONS]", "this machine, as a target", command_probe,
	    CLI_FORMAT | CLI_KNOWLEDGE, CLI_NOTHING },
	{ "test", "[OPTIONS] [DIR]", "run the examples of rules, in TAP",
	    command_test, CLI_PLUGINS, CLI_RULES_OR_FOLDERS },
	{ "completion", "SHELL", NULL, command_completion, 0, CLI_SHELLS },
	{ "manual", "[NAME]", NULL, command_manual, CLI_KNOWLEDGE,
	    CLI_NOTHING },
	{ NULL, NULL, NULL, NULL, 0, CLI_NOTHING },
};

const struct command *
command_by_name(const char *name)
{
	const struct command *c;

	for (c = commands; c->name != NULL; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}
