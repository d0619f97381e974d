/* escaped-windows-path: \n and \t of a path became a line end and a tab. */

#include "config.h"

#include <ctype.h>
#include <string.h>

/* In double quotes YAML and JSON read \n, \t and the like as control
 * characters, which no path has after its drive. */
static const char controls[] = "\n\t\r\a\b\f\v\033";
static const char letters[] = "ntrabfve";

static bool
is_broken_path(const char *text)
{
	size_t length = strlen(text);

	return length > 3 && length < 260 && isalpha((unsigned char)text[0]) &&
	       text[1] == ':' && strchr(controls, text[2]) != NULL &&
	       text[length - 1] != '\n' && strchr(text, ' ') == NULL &&
	       text[3] != '\n';
}

/* As it was meant, with / for what was \. */
static const char *
as_meant(struct gpulint_pass *pass, const char *text)
{
	const char *made = "";

	for (; *text != '\0'; text++) {
		const char *control = strchr(controls, *text);

		if (control != NULL)
			made = gpulint_format(pass, "%s/%c", made,
			    letters[control - controls]);
		else
			made = gpulint_format(pass, "%s%c", made,
			    *text == '\\' ? '/' : *text);
	}
	return made;
}

static void
visit(struct gpulint_pass *pass, const struct gpulint_node *scalar, bool is_key)
{
	const char *text = gpulint_scalar(scalar), *meant;
	struct gpulint_finding *finding;

	if (is_key || !is_broken_path(text))
		return;
	meant = as_meant(pass, text);
	finding = gpulint_report_at(pass, scalar,
	    "in double quotes, \\%c of this path is a control character "
	    "(YAML 1.2.2, 5.7)",
	    letters[strchr(controls, text[2]) - controls]);
	gpulint_help(finding, "write \"%s\"", meant);
	gpulint_replace(gpulint_fix(finding, false, "write \"%s\"", meant),
	    scalar, meant);
}

static void
run(struct gpulint_pass *pass)
{
	gpulint_scalars(pass, visit);
}

const struct gpulint_check escaped_windows_path = {
	.id = "escaped-windows-path",
	.scope = GPULINT_FILE,
	.run = run,
};
