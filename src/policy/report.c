/* The finding of a policy, and its edit. */

#include "policy/rule.h"

#include <string.h>

/* The first fact of the match that a file of the job states. */
static const struct fact *
placed_fact(const struct gpulint_pass *pass, const struct policy *policy)
{
	const struct workload *w = pass->subject->workload;
	size_t i;

	for (i = 0; w != NULL && i < policy->fact_count; i++) {
		const struct fact *fact = condition_fact(&policy->facts[i], w);

		if (fact->origin.kind == ORIGIN_WRITTEN &&
		    fact->origin.source != NULL)
			return fact;
	}
	return NULL;
}

/* A value that is looked for, or else the key. */
static const struct node *
node_of_hit(const struct policy *policy, const struct hit *hit)
{
	return hit->key == NULL || policy->value != NULL ? hit->value
							 : hit->key;
}

/* What a dotted key hangs on: the part before its last dot. */
static const struct node *
parent_of(const struct node *root, const char *key, struct arena *arena)
{
	const char *dot = strrchr(key, '.');

	if (dot == NULL)
		return node_resolve(root);
	return node_path(root, arena_copy(arena, key, (size_t)(dot - key)));
}

/* A new key goes below the one of the finding where they are siblings, else
 * to the end of its mapping. */
static bool
insert(struct gpulint_fix *fix, const struct node *mapping,
    const struct node *at, const struct setting *setting)
{
	const char *dot = strrchr(setting->key, '.');

	if (!node_is(mapping, NODE_MAPPING) || mapping->count == 0)
		return false;
	if (at == NULL || at->parent != mapping)
		at = mapping->u.pairs[mapping->count - 1].key;
	gpulint_insert_after(fix, shown_node(at),
	    dot == NULL ? setting->key : dot + 1, setting->value);
	return true;
}

static bool
apply_setting(struct gpulint_fix *fix, const struct node *root,
    const struct node *at, const struct setting *setting, struct arena *arena)
{
	const struct node *old = node_path(root, setting->key);

	if (old == NULL)
		return insert(fix, parent_of(root, setting->key, arena), at,
		    setting);
	gpulint_replace(fix, shown_node(old), setting->value);
	return node_is(old, NODE_SCALAR);
}

/* The document that a node is of. */
static const struct node *
document_of(const struct node *node)
{
	unsigned depth = 0;

	while (
	    node != NULL && node->parent != NULL && depth++ <= TREE_DEPTH_LIMIT)
		node = node->parent;
	return node;
}

/* All of the settings or none: half an edit is not what was asked for. */
static void
add_settings(struct gpulint_finding *finding, const struct policy *policy,
    const struct node *at)
{
	const struct subject *subject = finding->pass->subject;
	const struct node *root = subject->root;
	struct gpulint_fix *fix;
	bool ok = true;
	size_t i;

	if (subject->workload == NULL && at != NULL)
		root = document_of(at);
	fix = gpulint_fix(finding, policy->safe, "set %s to %s%s",
	    policy->settings[0].key, policy->settings[0].value,
	    policy->setting_count > 1 ? " and more" : "");
	for (i = 0; i < policy->setting_count; i++)
		if (!apply_setting(fix, root, at, &policy->settings[i],
			subject->arena))
			ok = false;
	if (!ok)
		fix->fix.edits = NULL; /* nothing to prove: not offered */
}

static void
add_edit(struct gpulint_finding *finding, const struct policy *policy,
    const struct hit *hit, const struct node *at)
{
	if (policy->replace != NULL)
		gpulint_replace(gpulint_fix(finding, policy->safe,
				    "replace it by %s", policy->replace),
		    shown_node(hit->value), policy->replace);
	else if (policy->setting_count > 0)
		add_settings(finding, policy, at);
}

void
policy_report(struct gpulint_pass *pass, const struct policy *policy,
    const struct hit *hit)
{
	const char *message = message_fill(pass, policy, hit);
	struct gpulint_finding *finding;
	const struct node *at = hit->key;
	const struct fact *fact;

	if (hit->value != NULL) {
		finding = gpulint_report_at(pass,
		    shown_node(node_of_hit(policy, hit)), "%s", message);
	} else {
		fact = placed_fact(pass, policy);
		finding = gpulint_report(pass, shown_fact(fact), "%s", message);
		at = fact == NULL ? NULL : fact->origin.key;
	}
	add_edit(finding, policy, hit, at);
}
