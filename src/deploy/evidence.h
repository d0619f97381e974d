/* evidence: words that show that a file is about GPUs, for dialects whose
 * keys alone do not tell. */

#ifndef GPULINT_EVIDENCE_H
#define GPULINT_EVIDENCE_H

#include "read/tree.h"

enum evidence_where {
	EVIDENCE_VALUES = 1, /* in scalar values */
	EVIDENCE_KEYS = 2 /* in keys */
};

/* True where one of the words (NULL-ended, in small letters) stands in the
 * scalars below node, in whatever case.  Comments do not count. */
bool evidence_in(const struct node *node, const char *const *words, int where);

#endif
