/*
 * conflict: settings that a framework refuses together, as rows of a table.
 *
 * For the rules of this plugin.  A row holds where all its conditions do; the
 * finding then stands on the first of them that a line of the file states.
 * Conditions are words:
 *
 *	key		it is set, to nothing that Python takes for false
 *	!key		it is not
 *	key=a|b		it is a or b; a * at either end of one stands for any
 *	key!=a|b	it is set, and is neither
 *	key<2 key>1	it is a number, below or above
 *	@fact=a @fact>1	the same of a fact of the workload
 *
 * Keys are dotted paths.  A value that is a template ("${X}", "{{ x }}") is
 * nobody's to judge: no condition holds of it.
 */

#ifndef GPULINT_LAUNCH_CONFLICT_H
#define GPULINT_LAUNCH_CONFLICT_H

#include "plugin.h"

struct conflict {
	const char *dialect; /* or several: "hf_trl|llamafactory" */
	const char *when;
	const char *message, *help;
	enum gpulint_severity severity;
	/* One edit that removes the finding, or NULL: "-key" drops its line,
	 * "key=value" replaces its value, "key>name" renames it.  Safe where nothing changes of what
	 * is trained. */
	const char *edit;
	bool safe;
};

void conflicts_report(struct gpulint_pass *pass, const struct conflict *rows,
    size_t count);

#endif
