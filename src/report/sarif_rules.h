/* sarif_rules: the rules that a SARIF log names, and the tool's part of it. */

#ifndef GPULINT_SARIF_RULES_H
#define GPULINT_SARIF_RULES_H

#include "report/report.h"

struct sarif_rules {
	const struct card **cards; /* sorted by name, each once */
	size_t count;
	struct arena arena;
};

/* The cards of all findings and open questions of a run. */
void sarif_rules_collect(struct sarif_rules *rules, const struct run *run);
void sarif_rules_release(struct sarif_rules *rules);

size_t sarif_rules_index(const struct sarif_rules *rules,
    const struct card *card);

/* The member "tool". */
void sarif_rules_write(struct text *out, const struct sarif_rules *rules);

#endif
