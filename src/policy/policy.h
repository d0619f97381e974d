/*
 * policy: rules that are cards alone, policy/<rule>.yaml.
 *
 * gpulint-policy(5) describes what a card holds.  Run by the host and not by
 * a plugin: the checks of a plugin are one const table that is looked at
 * before any of its code runs, and policies come with --rules and project
 * files, of which there may be several, each for its own files.  They use
 * the same passes, findings and edits as the checks of plugins.
 *
 * A policy may come from the repository that is linted: it is data, names no
 * code, reads no file, and what it costs is bounded by the size of the file
 * that it looks at.
 */

#ifndef GPULINT_POLICY_H
#define GPULINT_POLICY_H

#include "dialect/dialect.h"
#include "plugin.h"
#include "rule/card.h"

struct subject;
struct policy; /* the match of a card, read */

struct policies {
	const struct policy *const *all;
	size_t count;
};

/* Those of the cards that are policies.  False with the place of the first
 * condition, pattern or message that cannot be meant. */
bool policies_read(struct policies *policies, const struct cards *cards,
    const struct dialects *dialects, struct arena *arena, struct error *err);

const struct card *policy_card(const struct policy *policy);

/* By the card's name, or NULL. */
const struct policy *policy_by_name(const struct policies *policies,
    const char *name);

/* What it is held against: each workload where it asks for facts, a kind or
 * an estimate, else the file. */
enum gpulint_scope policy_scope(const struct policy *policy);

/* Report where all its conditions hold; note what could not be judged. */
void policy_run(struct subject *subject, const struct policy *policy);

#endif
