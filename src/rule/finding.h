/*
 * finding: what a rule says about a place in a file.
 *
 * Made by the pass, filtered by suppression and severity, read by the
 * reporters and the fixer.  Lives in the run's arena; sources live as long
 * as the run.
 */

#ifndef GPULINT_FINDING_H
#define GPULINT_FINDING_H

#include "rule/card.h"

/* A place with a few words: a term of a sum, the other end of a conflict. */
struct related {
	struct source *source;
	struct span span;
	const char *message;
	struct related *next;
};

/* Replace bytes start..end of path by text. */
struct edit {
	struct source *source;
	struct span span;
	const char *text;
	struct edit *next; /* by rising start, never overlapping */
};

struct fix {
	const char *title;
	bool safe; /* what is trained or served does not change */
	bool proven; /* applied in memory, read and linted again, finding gone */
	bool to_fit; /* worked out for the job as it is: other fixes go first */
	struct edit *edits;
	struct fix *next;
};

struct finding {
	const struct card *card;
	enum severity severity;
	struct source *source;
	struct span span;
	uint32_t line, column, end_line, end_column; /* from 1; end exclusive */
	const char *message; /* one clause */
	const char *help; /* what to do, or NULL */
	const char *confidence; /* "high", "medium", "low" */
	struct related *related;
	struct fix *fixes;
	const char *fingerprint; /* stable under edits elsewhere in the file */
	const char *key_path; /* "spec.containers.0.args", for the fingerprint */
	const char *suppressed; /* reason of the comment that silenced it */
	bool is_known; /* a baseline silenced it, and no comment */
	bool is_told; /* with another file of the run, which has it too */
	struct finding *next;
};

/* What a rule could not judge. */
struct unjudged {
	const char *path;
	const struct card *card; /* NULL: the file as a whole */
	const char *reason;
	struct unjudged *next;
};

#endif
