/*
 * conflict: settings that a framework refuses together, as rows of a table.
 *
 * The rows are rules/conflicts/<framework>.tsv, compiled in.  A row holds
 * where all its conditions do; the finding then stands on the first of them
 * that a line of the file states, but for what a fact is not, and on the
 * program or the target only where no other is stated: on its value, or where
 * the key itself is what is wrong, as in renamed-setting, on that.  Where no
 * line states any, as of what the command line alone says, it is not made.
 * Conditions are words:
 *
 *	key		it is set, to nothing that Python takes for false
 *	!key		it is not
 *	?key !?key	it is there, whatever its value; it is not
 *	~@fact		a fact that could not be read, as of a file that is not
 *			there; no other condition holds of one
 *	^@fact		a line of the file says it, as against a default
 *	key=a|b		it is a or b; a * at either end of one stands for any
 *	key<=n key>=n	also where it is equal
 *	key!=a|b	it is set, and is neither
 *	key<2 key>1	it is a number, below or above; 2 may be a key too
 *	key%2		it is a number, and no multiple; 2 may be a key too
 *	!key=a !key<2 ...	the same does not hold: the key may be left out
 *	@fact		any of these of a fact of the workload; versions are
 *			compared part by part
 *	$flag		any of these of a flag of a server's command line
 *	$VARIABLE	any of these of a variable of its environment
 *
 * Keys are dotted paths.  A value that is a template ("${X}", "{{ x }}") is
 * nobody's to judge: no condition holds of it.  Nor does one of a flag that
 * is left out where the command line has a --config.  {key} and {@fact} in a
 * message or help stand for their values.
 *
 * A fix is one or more edits with " & " between them: "-key" drops its line,
 * "key=value" replaces its value, "key>name" renames it, "+key=value" adds
 * it, "$flag=value" and "@fact=value" do so in the words of the command line
 * or the framework; a value "/{other}" is the largest divisor of another
 * setting up to what is written, "^{other}" its next multiple, "{other}" the
 * same.  It is safe where nothing changes of what is trained or served.
 */

#ifndef GPULINT_CONFLICT_H
#define GPULINT_CONFLICT_H

#include "plugin.h"

struct conflict {
	const char *dialect; /* or several: "hf_trl|llamafactory" */
	const char *when;
	const char *message, *help;
	const char *source; /* "owner/repo path" of the check */
	enum gpulint_severity severity;
	const char *edit; /* or NULL */
	bool safe;
};

/* The rows of a rule, in the order of their tables. */
struct conflict_rule {
	const char *name;
	const struct conflict *rows;
	size_t count;
};

/* Ends with a NULL name. */
extern const struct conflict_rule conflict_rules[];

/* Report the rows of a rule that hold. */
void conflicts_report(struct gpulint_pass *pass, const char *rule);

/*
 * Conditions alone (condition.c).
 */

/* What a condition is asked of: a node, or a fact where node is NULL. */
struct setting {
	const struct gpulint_node *node;
	const struct gpulint_fact *fact;
	const char *name; /* of the key, fact or flag, with its @ or $ */
	const char *word; /* a flag's value; NULL: node's or fact's */
	const char *flag; /* as it stands in a node that says more, or NULL */
	bool is_name; /* its condition asks whether it is there, set or not */
};

/* True where all conditions hold; the first two settings that state them. */
bool conditions_hold(struct gpulint_pass *pass, const char *when,
    struct setting *first, struct setting *second);
/* Whether a text is one of a list like "a|b*". */
bool is_one_of(const char *text, const char *list, size_t length);
/* What a name stands for: "@fact", "$flag" or a dotted key. */
void setting_find(struct gpulint_pass *pass, const char *name,
    struct setting *setting);
/* The same of a flag, without its --, or of a variable. */
void flag_find(struct gpulint_pass *pass, const char *name,
    struct setting *setting);
/* As a row spells it: booleans are true and false however they are
 * written. */
const char *setting_text(struct gpulint_pass *pass,
    const struct setting *setting);
/* On its node, or on the flag where that stands in a node that says more. */
struct gpulint_finding *setting_report(struct gpulint_pass *pass,
    const struct setting *setting, const char *message);

#endif
