/*
 * syntax: what libyaml says of a file that does not parse, in words that
 * point at what somebody wrote.
 *
 * For yaml.c alone.  Its sentences stay where nothing better is known.
 */

#ifndef GPULINT_SYNTAX_H
#define GPULINT_SYNTAX_H

#include "base/text.h"
#include "read/source.h"

struct syntax_problem {
	const char *what, *context; /* libyaml's; context may be NULL */
	uint32_t at; /* where it noticed */
	uint32_t begun; /* where what context speaks of began */
};

/* Write the sentence, and move at to where the mistake stands. */
void syntax_say(struct text *out, struct source *source,
    struct syntax_problem *problem);

#endif
