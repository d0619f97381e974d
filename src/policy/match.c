/* Whether the conditions of a policy hold, and where. */

#include "base/glob.h"
#include "policy/rule.h"

#include <string.h>

/* Steps of patterns for one file: some, and more for each of its bytes. */
enum { STEPS = 1000000, STEPS_PER_BYTE = 200 };

struct search {
	const struct policy *policy;
	struct gpulint_pass *pass;
	struct matcher *matcher;
	struct text path; /* of what is looked at */
	const char *gave_up; /* the condition whose pattern did, or NULL */
	bool only_ask; /* whether there is any: the first ends it */
	size_t found;
};

static bool
is_dialect(const struct policy *policy, const char *dialect)
{
	const char *const *name = policy->dialects;

	for (; name != NULL && *name != NULL; name++)
		if (dialect != NULL && strcmp(*name, dialect) == 0)
			return true;
	return policy->dialects == NULL;
}

static bool
is_path(const struct policy *policy, const struct subject *subject)
{
	const char *const *glob = policy->paths;

	for (; glob != NULL && *glob != NULL; glob++)
		if (path_is_meant(*glob, subject->path) ||
		    (subject->below_root != NULL &&
			path_is_meant(*glob, subject->below_root)))
			return true;
	return policy->paths == NULL;
}

/* All facts at once: one that does not hold decides, else one that is not
 * known does, and *unknown says which. */
static enum truth
facts_hold(const struct policy *policy, struct gpulint_pass *pass,
    const char **unknown)
{
	const struct workload *w = pass->subject->workload;
	enum truth all = TRUTH_YES;
	size_t i;

	for (i = 0; i < policy->fact_count; i++) {
		const struct fact_condition *condition = &policy->facts[i];
		const struct fact *fact = condition_fact(condition, w);
		enum truth truth = comparison_holds(&condition->is, fact);

		if (truth == TRUTH_NO)
			return TRUTH_NO;
		if (truth == TRUTH_YES || all == TRUTH_UNKNOWN)
			continue;
		all = TRUTH_UNKNOWN;
		*unknown = fact->state == FACT_UNKNOWN && fact->reason != NULL
			       ? arena_printf(pass->subject->arena,
				     "%s is not known: %s", condition->name,
				     fact->reason)
			       : arena_printf(pass->subject->arena,
				     "%s is not known", condition->name);
	}
	return all;
}

static enum truth
estimate_holds(const struct policy *policy, struct gpulint_pass *pass,
    const char **unknown)
{
	struct fact size = { .state = FACT_KNOWN };
	const struct estimate *estimate;
	size_t i;

	if (policy->estimate_count == 0)
		return TRUTH_YES;
	estimate = pass_estimate(pass);
	if (estimate == NULL || !estimate->known) {
		*unknown = arena_printf(pass->subject->arena,
		    "the memory is not estimated%s%s",
		    estimate == NULL || estimate->reason == NULL ? "" : ": ",
		    estimate == NULL || estimate->reason == NULL
			? ""
			: estimate->reason);
		return TRUTH_UNKNOWN;
	}
	for (i = 0; i < policy->estimate_count; i++) {
		const struct estimate_condition *condition =
		    &policy->estimate[i];

		size.number = estimate_figure(estimate, condition->name);
		if (comparison_holds(&condition->is, &size) != TRUTH_YES)
			return TRUTH_NO;
	}
	return TRUTH_YES;
}

static bool
matches(struct search *search, const struct pattern *pattern, const char *name,
    const char *text, size_t length)
{
	enum pattern_result result;

	if (pattern == NULL)
		return true;
	result = pattern_match(pattern, search->matcher, text, length);
	if (result == PATTERN_GAVE_UP)
		search->gave_up = name;
	return result == PATTERN_MATCH;
}

/* True where key and value are those asked for. */
static bool
look_at(struct search *search, const struct node *key, const struct node *value)
{
	const struct policy *policy = search->policy;
	const struct node *scalar = node_resolve(value);
	struct hit hit = { key, value, text_string(&search->path) };

	if (policy->value != NULL && !node_is(scalar, NODE_SCALAR))
		return false;
	if (!matches(search, policy->key, "key", hit.path, search->path.length))
		return false;
	if (policy->value != NULL && !matches(search, policy->value, "value",
					 scalar->text, scalar->length))
		return false;
	search->found++;
	if (!search->only_ask)
		policy_report(search->pass, policy, &hit);
	return true;
}

static bool
is_over(const struct search *search)
{
	return search->gave_up != NULL ||
	       search->found >=
		   (search->only_ask ? 1 : (size_t)POLICY_FINDING_LIMIT);
}

static void
walk(struct search *search, const struct node *node, unsigned depth)
{
	struct text *path = &search->path;
	size_t length = path->length, i;

	if (depth > TREE_DEPTH_LIMIT ||
	    (node->kind != NODE_SEQUENCE && node->kind != NODE_MAPPING))
		return;
	for (i = 0; i < node->count && !is_over(search); i++) {
		bool is_mapping = node->kind == NODE_MAPPING;
		const struct node *key, *value;

		key = is_mapping ? node->u.pairs[i].key : NULL;
		value = is_mapping ? node->u.pairs[i].value : node->u.items[i];
		if (length > 0)
			text_add_char(path, '.');
		if (is_mapping)
			text_add(path, node_text(key));
		else
			text_printf(path, "%zu", i);
		/* What lies below a key that is meant is meant with it. */
		if (!look_at(search, key, value))
			walk(search, value, depth + 1);
		path->length = length;
		if (path->s != NULL)
			path->s[length] = '\0';
	}
}

static void
search_in(struct search *search, const struct node *root)
{
	root = node_resolve(root);
	if (root == NULL)
		return;
	text_clear(&search->path);
	text_add(&search->path,
	    key_path_of(root, search->pass->subject->arena));
	walk(search, root, 0);
}

/* The documents of the file that the policy speaks of, or the workload. */
static void
search_all(struct search *search)
{
	const struct subject *subject = search->pass->subject;
	uint32_t i;

	if (subject->workload != NULL) {
		search_in(search, subject->root);
		return;
	}
	for (i = 0; i < subject->tree->document_count; i++)
		if (subject->documents[i] != NULL &&
		    is_dialect(search->policy, subject->documents[i]->name))
			search_in(search, subject->tree->documents[i]);
}

/* A pattern that gave up is said where it is seen: it might have matched. */
static void
report_gave_up(struct search *search)
{
	struct gpulint_finding *finding;

	finding = gpulint_report(search->pass, NULL,
	    "%s: its pattern gave up on this file: %s takes too many steps or "
	    "too long a text",
	    search->policy->card->name, search->gave_up);
	gpulint_lower(finding, GPULINT_NOTE);
	gpulint_unknown(search->pass, "the pattern of %s gave up",
	    search->gave_up);
}

/* Report every hit, or ask whether there is one. */
static bool
find(struct gpulint_pass *pass, const struct policy *policy, bool only_ask)
{
	struct search s = { .policy = policy, .pass = pass };

	s.only_ask = only_ask;
	s.matcher = matcher_new(STEPS + (uint64_t)STEPS_PER_BYTE *
					    pass->subject->tree->source->size);
	text_init(&s.path);
	search_all(&s);
	text_release(&s.path);
	matcher_free(s.matcher);
	if (s.gave_up != NULL)
		report_gave_up(&s);
	return s.found > 0;
}

/* Of a file any document may be of the dialect. */
static bool
is_its_dialect(const struct policy *policy, const struct subject *subject)
{
	uint32_t i;

	if (subject->workload != NULL)
		return is_dialect(policy, subject->workload->dialect);
	for (i = 0; i < subject->tree->document_count; i++)
		if (subject->documents[i] != NULL &&
		    is_dialect(policy, subject->documents[i]->name))
			return true;
	return false;
}

void
policy_run(struct subject *subject, const struct policy *policy)
{
	struct gpulint_pass pass = { .subject = subject, .card = policy->card };
	bool has_search = policy->key != NULL || policy->value != NULL;
	const struct hit nowhere = { NULL, NULL, "" };
	enum truth truth = TRUTH_YES, other;
	const char *unknown = "";

	if (!is_its_dialect(policy, subject) || !is_path(policy, subject))
		return;
	if (subject->workload != NULL) {
		if (policy->kinds != 0 &&
		    !(policy->kinds & 1u << subject->workload->kind))
			return;
		truth = facts_hold(policy, &pass, &unknown);
		if (truth == TRUTH_NO)
			return;
		other = estimate_holds(policy, &pass, &unknown);
		if (other != TRUTH_YES)
			truth = other;
	}
	if (truth == TRUTH_NO)
		return;
	if (truth == TRUTH_UNKNOWN) {
		if (!has_search || find(&pass, policy, true))
			gpulint_unknown(&pass, "%s", unknown);
	} else if (has_search) {
		find(&pass, policy, false);
	} else {
		policy_report(&pass, policy, &nowhere);
	}
}
