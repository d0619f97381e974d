/* boolean-looking-key: a name that YAML 1.1 reads as true or false. */

#include "config.h"

#include <string.h>

/* yaml/pyyaml lib/yaml/resolver.py: on, off, yes and no are booleans in
 * YAML 1.1, keys among them, and a framework that looks for "on" or hands
 * keys on as arguments ("keywords must be strings") does not find them. */
static void
visit(struct gpulint_pass *pass, const struct gpulint_node *scalar, bool is_key)
{
	const char *text = gpulint_scalar(scalar);
	struct gpulint_finding *finding;

	if (!is_key || strcmp(gpulint_scalar_type(pass, scalar), "bool") != 0)
		return;
	finding = gpulint_report_at(pass, scalar,
	    "the key %s is read as %s, not as a name (pyyaml, "
	    "lib/yaml/resolver.py)",
	    text, gpulint_truth(pass, scalar) ? "true" : "false");
	gpulint_help(finding, "write \"%s\"", text);
	gpulint_write(gpulint_fix(finding, false, "write \"%s\"", text), scalar,
	    gpulint_format(pass, "\"%s\"", text));
}

static void
run(struct gpulint_pass *pass)
{
	gpulint_scalars(pass, visit);
}

const struct gpulint_check boolean_looking_key = {
	.id = "boolean-looking-key",
	.scope = GPULINT_FILE,
	.run = run,
};
