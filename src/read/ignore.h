/*
 * ignore: the patterns of .gitignore files, matched as git does.
 *
 * For walk, and for whoever lets people name files by pattern.  The last
 * pattern that matches decides, and a list read later (a deeper folder's)
 * comes before those read earlier.
 */

#ifndef GPULINT_IGNORE_H
#define GPULINT_IGNORE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct ignore_pattern {
	const char *glob; /* without !, outer slashes and trailing spaces */
	bool is_negated, is_folder_only;
	bool is_anchored; /* matches the path, not only its last part */
};

struct ignore {
	const struct ignore *outer; /* weaker; NULL at the root */
	const char *folder; /* where its paths begin, without a last slash */
	struct ignore_pattern *patterns;
	size_t count;
};

/* The patterns of a text, one a line, on top of outer. */
struct ignore *ignore_parse(struct arena *arena, const struct ignore *outer,
    const char *folder, const char *text, size_t length);

/* Whether the patterns say to leave this path out; it lies in or below each
 * list's folder and is spelled as those are. */
bool ignore_has(const struct ignore *ignore, const char *path, bool is_folder);

/* One glob over a whole path: * and ? stay within a part, ** crosses. */
bool ignore_match(const char *glob, const char *path);

#endif
