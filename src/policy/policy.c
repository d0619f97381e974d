#include "policy/rule.h"

#include <string.h>

bool
policies_read(struct policies *policies, const struct cards *cards,
    const struct dialects *dialects, struct arena *arena, struct error *err)
{
	const struct policy **all =
	    arena_array(arena, cards->count + 1, sizeof(*all));
	size_t i, n = 0;

	for (i = 0; i < cards->count; i++) {
		if (cards->all[i].match == NULL)
			continue;
		all[n] = policy_read(&cards->all[i], dialects, arena, err);
		if (all[n++] == NULL)
			return false;
	}
	policies->all = all;
	policies->count = n;
	return true;
}

const struct card *
policy_card(const struct policy *policy)
{
	return policy->card;
}

const struct policy *
policy_by_name(const struct policies *policies, const char *name)
{
	size_t i;

	for (i = 0; i < policies->count; i++)
		if (strcmp(policies->all[i]->card->name, name) == 0)
			return policies->all[i];
	return NULL;
}

enum gpulint_scope
policy_scope(const struct policy *policy)
{
	return policy->fact_count > 0 || policy->estimate_count > 0 ||
		       policy->kinds != 0
		   ? GPULINT_WORKLOAD
		   : GPULINT_FILE;
}
