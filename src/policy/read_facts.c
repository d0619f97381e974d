/* What a card asks of facts and of the estimate. */

#include "base/suggest.h"
#include "policy/rule.h"

#include <string.h>

const char *const estimate_figures[] = { "low", "expected", "high", "allocated",
	"reserved", NULL };

double
estimate_figure(const struct estimate *estimate, const char *name)
{
	const double figures[] = { estimate->low, estimate->expected,
		estimate->high, estimate->allocated, estimate->reserved };
	size_t i;

	for (i = 0; estimate_figures[i] != NULL; i++)
		if (strcmp(estimate_figures[i], name) == 0)
			return figures[i];
	return -1;
}

static bool
add_operand(const struct policy_reader *r, const struct measure *measure,
    struct comparison *is, const struct node *node, const char *text)
{
	struct error why = { "" };

	return comparison_add(is, measure, text, r->arena, &why) ||
	       policy_refuse(r, node, "%s", why.text);
}

/* [a, b]: one of them. */
static bool
read_list(const struct policy_reader *r, const struct measure *measure,
    struct comparison *is, const struct node *node)
{
	size_t count = node_length(node), i;

	if (count == 0 || count > POLICY_LIST_LIMIT)
		return policy_refuse(r, node, "want 1 to %d values",
		    POLICY_LIST_LIMIT);
	is->kind = COMPARE_EQUAL;
	for (i = 0; i < count; i++) {
		const char *text = policy_text(r, node_at(node, i));

		if (text == NULL ||
		    !add_operand(r, measure, is, node_at(node, i), text))
			return false;
	}
	return true;
}

static bool
read_comparison(const struct policy_reader *r, const struct measure *measure,
    struct comparison *is, const struct node *value)
{
	const struct node *node = node_resolve(value);
	const char *text;

	if (node_is(node, NODE_SEQUENCE))
		return read_list(r, measure, is, node);
	text = policy_text(r, value);
	if (text == NULL)
		return false;
	is->type = measure->type;
	text = comparison_begin(is, text);
	return !comparison_takes_value(is) ||
	       add_operand(r, measure, is, value, text);
}

static bool
read_fact(const struct policy_reader *r, const struct pair *pair,
    struct fact_condition *condition)
{
	struct measure measure;

	condition->name = node_text(pair->key);
	condition->id = fact_by_name(condition->name);
	condition->lib = fact_lib(condition->name);
	if (condition->id == FACT_COUNT && condition->lib == NULL)
		return policy_refuse_name(r, pair->key, "no fact",
		    fact_suggest(condition->name));
	measure.name = condition->name;
	measure.id = condition->id;
	measure.type = condition->id == FACT_COUNT
			   ? FACT_TYPE_VERSION
			   : fact_rows[condition->id].type;
	return read_comparison(r, &measure, &condition->is, pair->value);
}

/* The pairs that a mapping of conditions must have. */
static bool
is_sound(const struct policy_reader *r, const struct node *node,
    const char *what)
{
	size_t i;

	if (!node_is(node, NODE_MAPPING) || node->count == 0 ||
	    node->count > POLICY_LIST_LIMIT)
		return policy_refuse(r, node, "%s wants 1 to %d comparisons",
		    what, POLICY_LIST_LIMIT);
	for (i = 0; i < node->count; i++)
		if (node_duplicate(node, i) != NULL)
			return policy_refuse(r, node->u.pairs[i].key,
			    "the key is there twice");
	return true;
}

bool
policy_read_facts(const struct policy_reader *r, const struct node *node)
{
	struct policy *policy = r->policy;
	size_t i;

	if (!is_sound(r, node, "facts"))
		return false;
	policy->facts =
	    arena_array(r->arena, node->count, sizeof(*policy->facts));
	policy->fact_count = node->count;
	for (i = 0; i < node->count; i++)
		if (!read_fact(r, &node->u.pairs[i], &policy->facts[i]))
			return false;
	return true;
}

static bool
read_figure(const struct policy_reader *r, const struct pair *pair,
    struct estimate_condition *condition)
{
	struct measure measure = { .id = FACT_COUNT, .type = FACT_TYPE_BYTES };
	struct suggest near;
	size_t i;

	condition->name = measure.name = node_text(pair->key);
	suggest_init(&near, condition->name);
	for (i = 0; estimate_figures[i] != NULL; i++) {
		if (strcmp(estimate_figures[i], condition->name) == 0)
			return read_comparison(r, &measure, &condition->is,
			    pair->value);
		suggest_offer(&near, estimate_figures[i]);
	}
	return policy_refuse_name(r, pair->key, "no figure of the estimate",
	    near.best);
}

bool
policy_read_estimate(const struct policy_reader *r, const struct node *node)
{
	struct policy *policy = r->policy;
	size_t i;

	if (!is_sound(r, node, "estimate"))
		return false;
	policy->estimate =
	    arena_array(r->arena, node->count, sizeof(*policy->estimate));
	policy->estimate_count = node->count;
	for (i = 0; i < node->count; i++)
		if (!read_figure(r, &node->u.pairs[i], &policy->estimate[i]))
			return false;
	return true;
}
