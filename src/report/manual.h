/* manual: the pages that are written from cards, tables and dialects. */

#ifndef GPULINT_MANUAL_H
#define GPULINT_MANUAL_H

#include "report/page.h"
#include "run/run.h"

/* The page of one rule, gpulint-PLUGIN-RULE(7). */
void manual_rule(struct page *page, const struct card *card);

/* gpulint-rules(7), gpulint-facts(7), gpulint-dialects(7). */
void manual_rules(struct page *page, const struct cards *cards);
void manual_facts(struct page *page);
void manual_dialects(struct page *page, const struct dialects *dialects);

#endif
