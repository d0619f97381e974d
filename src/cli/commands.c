/* The commands, in the order of the help. */

#include "cli/cli.h"

#include <string.h>

const struct command commands[] = {
	{ "check", "[OPTIONS] PATH...", "lint files and folders",
	    command_check },
	{ "fit", "[OPTIONS] CONFIG",
	    "memory, term by term, and the GPUs that it fits", command_fit },
	{ "facts", "[OPTIONS] [CONFIG...]",
	    "a config as it was understood; the vocabulary", command_facts },
	{ "explain", "[OPTIONS] RULE", "the manual of a rule",
	    command_explain },
	{ "rules", "[OPTIONS]", "list the rules", command_rules },
	{ "dialects", "[OPTIONS]", "list the kinds of files that are known",
	    command_dialects },
	{ "gpus", "[OPTIONS] [NAME...]", "list the GPUs, or one of them",
	    command_gpus },
	{ "models", "[OPTIONS] [NAME...]", "list the models, or one of them",
	    command_models },
	{ "tree", "[OPTIONS] FILE", "a file as it was read", command_tree },
	{ "probe", "[OPTIONS]", "this machine, as a target", command_probe },
	{ "test", "[OPTIONS] [DIR]", "run the examples of rules, in TAP",
	    command_test },
	{ "manual", "[NAME]", NULL, command_manual },
	{ NULL, NULL, NULL, NULL },
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
