/*
 * card: what people read of a rule, rules/<plugin>/<rule>.yaml.
 *
 * Compiled in; a card of a folder given at run time (--rules) replaces the
 * built-in one of its name.  Unknown keys are refused.  The examples are
 * executed by the tests.
 *
 * A card policy/<rule>.yaml is a whole rule: what it reports is under match,
 * message and edit, which the policy room reads.  All other rules have code.
 */

#ifndef GPULINT_CARD_H
#define GPULINT_CARD_H

#include "read/tree.h"

enum severity {
	SEVERITY_OFF = 0,
	SEVERITY_NOTE = 1,
	SEVERITY_WARNING = 2,
	SEVERITY_ERROR = 3
};

struct card {
	const char *plugin, *rule; /* "vram", "overflow" */
	const char *name; /* "vram/overflow" */
	const char *summary; /* one clause, lower case, no full stop */
	enum severity severity; /* the highest the rule reports */
	const char *since; /* "0.1" */
	bool fixable; /* some findings carry an edit */
	const char *why; /* what happens, the arithmetic, what to do */
	const char *const *sources; /* NULL-ended: where the facts come from */
	/* Whole files; `# want: text` ends a line of bad that is reported. */
	const char *bad, *good;
	/* "LINE: text" instead of marks, where bad is JSON; NULL-ended or
	 * NULL. */
	const char *const *want;
	const char *file; /* the name the examples are read under */
	const char *const *options; /* NULL-ended: --gpu T4, for the examples */
	/* As written in a policy's card; NULL elsewhere. */
	const struct node *match, *message, *edit;
	struct source *source; /* that these were read from */
};

struct cards {
	const struct card *all;
	size_t count;
};

extern const struct cards cards_builtin;

bool card_load(struct card *card, const char *plugin, const char *rule,
    const struct tree *tree, struct arena *arena, struct error *err);
/* folder/<plugin>/<rule>.yaml before base's (which may be NULL). */
bool cards_extend(struct cards *cards, const struct cards *base,
    const char *folder, struct arena *arena, struct error *err);
/* folder/<plugin>/<rule>.yaml of one plugin alone, none of them outside the
 * folder root (a real path), whatever links say. */
bool cards_of_plugin(struct cards *cards, const char *folder,
    const char *plugin, const char *root, struct arena *arena,
    struct error *err);

/* The plugin whose rules are cards alone. */
bool card_is_policy(const struct card *card);

/* By "plugin/rule", or NULL; the nearest name for "did you mean". */
const struct card *card_by_name(const struct cards *cards, const char *name);
const char *card_suggest(const struct cards *cards, const char *name);

const char *severity_name(enum severity severity); /* "error" */
bool severity_parse(const char *text, enum severity *severity);

#endif
