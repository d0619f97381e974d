/* components: models of images are several, each with a dtype of its own: the
 * text encoders, the transformer, the VAE. */

#include "cuda.h"

#include <string.h>
#include <strings.h>

enum { DEPTH_LIMIT = 6, PAIRS_LIMIT = 512 };

struct walk {
	struct gpulint_pass *pass;
	const struct gpulint_node *precision; /* reported already */
	size_t looked;
};

static bool
trains_images(struct gpulint_pass *pass)
{
	static const char *const dialects[] = { "onetrainer", "kohya",
		"ai_toolkit" };

	for (size_t i = 0; i < sizeof(dialects) / sizeof(*dialects); i++)
		if (strcmp(gpulint_dialect(pass), dialects[i]) == 0)
			return true;
	return false;
}

/* What is written to a file may have any dtype. */
static bool
is_of_computing(const char *key)
{
	size_t length = strlen(key);

	return (length >= 5 && strcmp(key + length - 5, "dtype") == 0) &&
	       strncmp(key, "output", 6) != 0 && strncmp(key, "save", 4) != 0;
}

static bool
is_saved(const char *key)
{
	return strcmp(key, "save") == 0 || strcmp(key, "output") == 0;
}

static bool
is_bf16(const struct gpulint_node *node)
{
	const char *text = gpulint_scalar(node);

	return strcasecmp(text, "bf16") == 0 ||
	       strcasecmp(text, "bfloat16") == 0 ||
	       strcasecmp(text, "BFLOAT_16") == 0;
}

static void
report(struct walk *walk, const struct gpulint_node *node)
{
	struct gpulint_finding *finding =
	    capability_report(walk->pass, node, NULL, "bf16", "8.0");

	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding,
	    "use fp16 or fp32 here, too, or take a newer GPU");
}

static void
look(struct walk *walk, const struct gpulint_node *node, unsigned depth)
{
	for (size_t i = 0; i < gpulint_length(node); i++) {
		const struct gpulint_node *value = gpulint_is_mapping(node)
						       ? gpulint_value(node, i)
						       : gpulint_at(node, i);
		const char *key = gpulint_is_mapping(node)
				      ? gpulint_scalar(gpulint_key(node, i))
				      : "";

		if (walk->looked++ >= PAIRS_LIMIT || is_saved(key))
			continue;
		if (!gpulint_is_scalar(value)) {
			if (depth < DEPTH_LIMIT)
				look(walk, value, depth + 1);
		} else if (value != walk->precision && is_of_computing(key) &&
			   is_bf16(value)) {
			report(walk, value);
		}
	}
}

void
components_judge(struct gpulint_pass *pass, const char *compute)
{
	struct walk walk = {
		.pass = pass,
		.precision =
		    gpulint_node_of(gpulint_fact(pass, "train.precision")),
	};

	if (trains_images(pass) && gpulint_version_compare(compute, "8.0") < 0)
		look(&walk, gpulint_root(pass), 0);
}
