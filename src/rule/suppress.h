/*
 * suppress: comments that silence findings.
 *
 *	batch: 64  # gpulint: ignore=vram/overflow -- measured on our cards
 *
 * on the line of the finding, or alone on the lines above it; ignore-file=
 * anywhere for the whole file.  Names are rules or plugins (vram means all
 * of its rules), separated by commas.  JSON has no comments.
 */

#ifndef GPULINT_SUPPRESS_H
#define GPULINT_SUPPRESS_H

#include "rule/finding.h"

/* A comment that names a rule nobody has, asks for nothing known, or silences
 * nothing. */
struct suppress_problem {
	struct span span; /* of the comment */
	const char *text;
	const struct card *unused; /* a rule that it names had no finding there,
				      which means little where the rule could
				      not be judged; NULL: wrong whatever ran */
	struct suppress_problem *next;
};

/* Mark the findings of the tree's file that its comments silence; problems
 * are those of the comments themselves, in their order. */
struct suppress_problem *suppress_findings(struct finding *findings,
    const struct tree *tree, const struct cards *cards, struct arena *arena);

/* True where a rule is meant by its name or its plugin's. */
bool rule_is_meant(const struct card *card, const char *name, size_t length);

/* True where any rule is. */
bool rule_is_known(const struct cards *cards, const char *name, size_t length);

/* True of policy/RULE and of policy: a project file may bring it. */
bool rule_is_policy(const char *name);

#endif
