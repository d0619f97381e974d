/*
 * completion: what may stand where on the command line, for shells.
 *
 * From the same rows as --help: the commands, their options, and the words
 * that these take.
 */

#ifndef GPULINT_COMPLETION_H
#define GPULINT_COMPLETION_H

#include "cli/option.h"

enum values_kind {
	VALUES_NONE, /* nobody knows: a number, a version */
	VALUES_FILES,
	VALUES_FOLDERS,
	VALUES_WORDS
};

struct values {
	enum values_kind kind;
	const char **words; /* NULL-ended, of VALUES_WORDS */
	bool and_folders; /* or a folder */
	bool is_list; /* several with commas between them */
};

/* The values of an option that takes one, and what a command works on. */
struct values values_of_option(const struct option_row *row,
    const struct command *command, const struct knowledge *known,
    struct arena *arena);
struct values values_of_operand(const struct command *command,
    const struct knowledge *known, struct arena *arena);

#endif
