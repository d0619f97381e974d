/*
 * pass: one call of one check, as the host sees what plugin.h keeps opaque.
 *
 * For host_*.c and the run.  struct gpulint_fact is a struct fact and struct
 * gpulint_node a struct node under another name.
 */

#ifndef GPULINT_PASS_H
#define GPULINT_PASS_H

#include "base/suggest.h"
#include "catalog/catalog.h"
#include "dialect/dialect.h"
#include "memory/memory.h"
#include "plugin.h"
#include "rule/finding.h"
#include "workload/workload.h"

/* A key that its mapping says twice. */
struct duplicate {
	const struct node *key, *earlier;
	bool agrees; /* both say the same scalar */
};

/* What checks are shown one after the other: a workload with what was
 * worked out for it, or a file (workload NULL). */
/* How far a check has come in asking for unknown keys one after the other. */
struct unknown_walk {
	size_t document, i; /* the key that was asked for last */
	uint32_t next; /* the pair after it */
	const struct dialect *dialect; /* whose names these are */
	struct suggest_word *names; /* of its keys' first steps */
	size_t name_count;
};

struct subject {
	const char *path;
	/* The same from the repository's root, or NULL. */
	const char *below_root;
	const struct tree *tree;
	const struct node *root;
	const struct dialect *dialect;
	const struct dialect *const *documents; /* of each document, or NULL */
	const struct tree *const *linked; /* the files that links led to */
	size_t linked_count;
	const struct workload *workload;
	/* Root and dialect are those of the program that the workload starts. */
	bool is_program;
	const struct catalog *catalog;
	const struct dialects *dialects;
	const struct estimate *estimate; /* made when first asked for */
	const struct duplicate *duplicates; /* made when first asked for */
	size_t duplicate_count;
	bool has_duplicates; /* that was done */
	struct unknown_walk unknown;
	struct arena *arena; /* of the file */
	struct finding **findings; /* end of the list */
	struct unjudged **unjudged;
};

struct gpulint_pass {
	struct subject *subject;
	const struct card *card;
	bool unsourced; /* the check asked about a cell that has no source */
};

struct gpulint_finding {
	struct finding finding;
	struct gpulint_pass *pass;
	struct arena *arena;
	struct related **related;
	struct fix **fixes;
};

struct gpulint_fix {
	struct fix fix;
	struct gpulint_finding *finding;
	bool refused; /* an edit of it could not be made */
};

/* Call a check of a card. */
void pass_run(struct subject *subject, const struct gpulint_check *check,
    const struct card *card);

/* A finding at a place, for the host's own rules too. */
struct gpulint_finding *pass_report(struct gpulint_pass *pass,
    struct source *source, struct span span, const struct node *node,
    const char *format, va_list ap);

/* A message as reports show it: one line, nothing that moves a cursor. */
const char *pass_message(struct gpulint_pass *pass, const char *format,
    va_list ap);

/* The source that a node was read from. */
struct source *pass_source_of(const struct gpulint_pass *pass,
    const struct node *node);

/* The tree of the linted file or of one that its links led to, by its
 * source; NULL for any other. */
const struct tree *pass_tree_of(const struct gpulint_pass *pass,
    const struct source *source);

/* What is known of the memory; NULL in a file's pass. */
const struct estimate *pass_estimate(struct gpulint_pass *pass);

/* "spec.containers.0.args": where a node stands in its document. */
const char *key_path_of(const struct node *node, struct arena *arena);

#endif
