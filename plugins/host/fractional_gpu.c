/* fractional-gpu: what is asked for is no whole number of GPUs. */

#include "host.h"
#include "resource_names.h"

#include <string.h>

/* "0.5" and "500m"; "all", which Docker takes.  Words in capitals are
 * somebody's to fill in. */
static bool
is_whole(const char *text)
{
	size_t length = strlen(text);

	if (strspn(text, "0123456789") == length)
		return true;
	return strspn(text, "0123456789.m") != length &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz") != length;
}

static void
judge(struct gpulint_pass *pass, const struct gpulint_node *key,
    const struct gpulint_node *value)
{
	const char *name = gpulint_scalar(key);
	const char *text = gpulint_scalar(value);
	struct gpulint_finding *finding;

	if (!is_extended_resource(name) || is_templated(text) || is_whole(text))
		return;
	finding = gpulint_report_at(pass, value,
	    "%s of %s: Kubernetes gives whole ones", text, name);
	gpulint_help(finding,
	    "ask for 1; to share a card, the device plugin is set up for "
	    "time-slicing or MIG");
	gpulint_replace(gpulint_fix(finding, false, "ask for 1"), value, "1");
}

static void
run(struct gpulint_pass *pass)
{
	each_resource(pass, judge);
}

const struct gpulint_check fractional_gpu = {
	.id = "fractional-gpu",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
