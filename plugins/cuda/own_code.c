/* own_code: training code that is nobody's framework, by the words that it
 * shares with all others. */

#include "cuda.h"

#include <string.h>

enum { DEPTH_LIMIT = 6, PAIRS_LIMIT = 512 };

struct walk {
	struct gpulint_pass *pass;
	const char *compute;
	const struct gpulint_node
	    *reported[2]; /* the precision, the attention */
	size_t looked;
};

static void
judge(struct walk *walk, const char *key, const struct gpulint_node *value)
{
	const struct wish *wish = wish_of(key, gpulint_scalar(value));

	if (wish != NULL && value != walk->reported[0] &&
	    value != walk->reported[1] &&
	    gpulint_version_compare(walk->compute, wish->minimum) < 0)
		wish_report(walk->pass, wish, value, NULL);
}

static void
look(struct walk *walk, const struct gpulint_node *node, unsigned depth)
{
	for (size_t i = 0; i < gpulint_length(node); i++) {
		bool mapping = gpulint_is_mapping(node);
		const struct gpulint_node *value =
		    mapping ? gpulint_value(node, i) : gpulint_at(node, i);

		if (walk->looked++ >= PAIRS_LIMIT)
			return;
		if (!gpulint_is_scalar(value)) {
			if (depth < DEPTH_LIMIT)
				look(walk, value, depth + 1);
		} else if (mapping) {
			judge(walk, gpulint_scalar(gpulint_key(node, i)),
			    value);
		}
	}
}

/* Code of one's own, and what is handed on to code by one's own names. */
static bool
is_own(const char *dialect)
{
	static const char *const dialects[] = { "training_code", "hydra",
		"mosaicml_mcli", "lightning_cli" };

	for (size_t i = 0; i < sizeof(dialects) / sizeof(*dialects); i++)
		if (strcmp(dialect, dialects[i]) == 0)
			return true;
	return false;
}

void
own_code_judge(struct gpulint_pass *pass, const char *compute)
{
	struct walk walk = {
		.pass = pass,
		.compute = compute,
		.reported = { gpulint_node_of(
				  gpulint_fact(pass, "train.precision")),
		    gpulint_node_of(gpulint_fact(pass, "train.attention")) },
	};

	if (is_own(gpulint_dialect(pass)))
		look(&walk, gpulint_root(pass), 0);
}
