#include "scalars.h"

enum { DEPTH_LIMIT = 64, VISIT_LIMIT = 100000 };

struct walk {
	struct gpulint_pass *pass;
	scalar_visit *visit;
	size_t visited; /* aliases may lead to the same node often */
};

static bool
visit_node(struct walk *walk, const struct gpulint_node *node, bool is_key,
    unsigned depth)
{
	size_t n = gpulint_length(node);

	if (node == NULL || depth > DEPTH_LIMIT)
		return true;
	if (++walk->visited > VISIT_LIMIT)
		return false;
	if (gpulint_is_scalar(node))
		return walk->visit(walk->pass, node, is_key);
	for (size_t i = 0; gpulint_is_sequence(node) && i < n; i++)
		if (!visit_node(walk, gpulint_at(node, i), false, depth + 1))
			return false;
	for (size_t i = 0; gpulint_is_mapping(node) && i < n; i++)
		if (!visit_node(walk, gpulint_key(node, i), true, depth + 1) ||
		    !visit_node(walk, gpulint_value(node, i), false, depth + 1))
			return false;
	return true;
}

void
scalars_visit(struct gpulint_pass *pass, scalar_visit *visit)
{
	struct walk walk = { pass, visit, 0 };

	for (size_t i = 0; i < gpulint_documents(pass); i++)
		if (!visit_node(&walk, gpulint_document(pass, i), false, 0))
			return;
}
