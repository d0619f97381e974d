/* python-outside-torch: no wheel of this PyTorch is for this Python. */

#include "cuda.h"
#include "pins.h"

#include <string.h>

/* A version without a second part is any of them. */
static bool
is_before(const char *python, const char *least)
{
	return strchr(python, '.') != NULL &&
	       gpulint_version_compare(python, least) < 0;
}

static bool
is_after(struct gpulint_pass *pass, const char *python, const char *most)
{
	const char *dot = strchr(python, '.');

	if (dot == NULL)
		return false;
	dot += 1 + strcspn(dot + 1, ".");
	return gpulint_version_compare(gpulint_format(pass, "%.*s",
					   (int)(dot - python), python),
		   most) > 0;
}

static void
judge(struct gpulint_pass *pass, const struct environment *e)
{
	const struct pin *torch = environment_pin(e, "torch");
	const struct pin *python = environment_pin(e, "python");
	const char *release, *least, *most, *nearest;
	struct gpulint_finding *finding;

	if (torch == NULL || python == NULL)
		return;
	release = pin_release(pass, torch);
	least = gpulint_catalog(pass, "torch", release, "python_min");
	most = gpulint_catalog(pass, "torch", release, "python_max");
	if (*least == '\0' || *most == '\0' ||
	    (!is_before(python->version, least) &&
		!is_after(pass, python->version, most)))
		return;
	finding = gpulint_report_word(pass, python->node, python->word,
	    "PyTorch %s is for Python %s to %s; this is %s", release, least,
	    most, python->version);
	if (!gpulint_sourced(pass, "torch", release, "python_max") ||
	    !gpulint_sourced(pass, "torch", release, "python_min"))
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related_at(finding, torch->node, "PyTorch %s", release);
	nearest = is_before(python->version, least) ? least : most;
	gpulint_help(finding, "take Python %s", nearest);
	pin_replace(pass,
	    gpulint_fix(finding, false, "take Python %s", nearest), python,
	    nearest);
}

static void
run(struct gpulint_pass *pass)
{
	environments_each(pass, judge);
}

const struct gpulint_check python_outside_torch = {
	.id = "python-outside-torch",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
