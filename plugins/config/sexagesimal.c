/* sexagesimal: 1:30:00 is the number 5400. */

#include "config.h"

#include <stdlib.h>
#include <string.h>

/* yaml/pyyaml lib/yaml/constructor.py, construct_yaml_int: parts with
 * colons between them are digits of base 60, as YAML 1.1 has it. */
static double
value_of(const char *text)
{
	bool negative = *text == '-';
	double value = 0;

	text += *text == '-' || *text == '+';
	while (*text != '\0') {
		char *end;

		value = value * 60 + strtod(text, &end);
		if (end == text)
			break;
		text = end + (*end == ':');
	}
	return negative ? -value : value;
}

static void
visit(struct gpulint_pass *pass, const struct gpulint_node *scalar, bool is_key)
{
	const char *text = gpulint_scalar(scalar);
	const char *type = gpulint_scalar_type(pass, scalar);
	struct gpulint_finding *finding;

	(void)is_key;
	if (strchr(text, ':') == NULL ||
	    (strcmp(type, "int") != 0 && strcmp(type, "float") != 0))
		return;
	finding = gpulint_report_at(pass, scalar,
	    "%s is the number %.10g, in base 60 (pyyaml, "
	    "lib/yaml/constructor.py)",
	    text, value_of(text));
	gpulint_help(finding, "write \"%s\"", text);
	gpulint_write(gpulint_fix(finding, false, "write \"%s\"", text), scalar,
	    gpulint_format(pass, "\"%s\"", text));
}

static void
run(struct gpulint_pass *pass)
{
	gpulint_scalars(pass, visit);
}

const struct gpulint_check sexagesimal = {
	.id = "sexagesimal",
	.scope = GPULINT_FILE,
	.run = run,
};
