/*
 * walk: from what people name to the files to look at.
 *
 * For the command line.  A file is taken as it is named, whatever its name;
 * a folder gives its *.yaml, *.yml and *.json files, sorted by name, less
 * what .gitignore files and .git/info/exclude leave out.  Symbolic links to
 * folders are not followed, .git is not entered.
 */

#ifndef GPULINT_WALK_H
#define GPULINT_WALK_H

#include "base/arena.h"

#include <stddef.h>

enum { WALK_DEPTH_LIMIT = 64 };

struct walk {
	const char **paths; /* in the order named, each once */
	size_t count;
	const char **problems; /* "PATH: Permission denied" */
	size_t problem_count;
};

struct walk walk_paths(struct arena *arena, const char *const *arguments,
    size_t count);

#endif
