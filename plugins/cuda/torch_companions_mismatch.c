/* torch-companions-mismatch: torchvision or torchaudio of another release. */

#include "cuda.h"
#include "pins.h"

#include <string.h>

/* Same major and minor parts: "0.20.1" and "0.20.x". */
static bool
is_release(const char *version, const char *wanted)
{
	const char *dot = strchr(wanted, '.');
	size_t n;

	if (dot == NULL)
		return true;
	n = (size_t)(dot + 1 - wanted);
	n += strcspn(dot + 1, ".");
	return strncmp(version, wanted, n) == 0 &&
	       (version[n] == '.' || version[n] == '+' || version[n] == '\0');
}

/* torchvision 0.20.1 goes with torch 2.5.1, torchaudio 2.5.1 too: the last parts
 * are the same from 2.1 on, and of some before (pytorch/vision README.md). */
static bool
shares_patch(const char *torch)
{
	static const char *const before[] = { "1.5.", "1.6.", "1.8.", "1.9.",
		"1.11.", "1.12.", "1.13." };

	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++)
		if (strncmp(torch, before[i], strlen(before[i])) == 0)
			return true;
	return gpulint_version_compare(torch, "2.1") >= 0;
}

/* Both are pinned to the last part: 1.5.0 and 0.6.1.  Each wheel asks for the
 * very release of torch that it was built with; torchaudio does so no more
 * from 2.9 on. */
static bool
is_other_patch(struct gpulint_pass *pass, const struct pin *torch,
    const struct pin *pin)
{
	const char *release = pin_release(pass, torch);
	const char *version = pin_release(pass, pin);
	const char *a = strrchr(release, '.'), *b = strrchr(version, '.');

	if (!shares_patch(release) || strstr(torch->word, "~=") != NULL ||
	    strstr(pin->word, "~=") != NULL || a == strchr(release, '.') ||
	    b == strchr(version, '.') || a == NULL || b == NULL ||
	    strspn(a + 1, "0123456789") != strlen(a + 1) ||
	    strspn(b + 1, "0123456789") != strlen(b + 1) ||
	    (strcmp(pin->name, "torchaudio") == 0 &&
		gpulint_version_compare(release, "2.9") >= 0))
		return false;
	return strcmp(a, b) != 0;
}

static const char *
version_for(struct gpulint_pass *pass, const char *wanted, const char *torch)
{
	const char *dot = strchr(wanted, '.');
	const char *patch = strrchr(torch, '.');
	size_t n;

	if (dot == NULL || patch == NULL || patch == strchr(torch, '.') ||
	    !shares_patch(torch))
		return NULL;
	n = (size_t)(dot + 1 - wanted);
	n += strcspn(dot + 1, ".");
	return gpulint_format(pass, "%.*s%s", (int)n, wanted, patch);
}

/* "0.15" of "0.15.1", where the last part is another release's. */
static const char *
series_of(struct gpulint_pass *pass, const char *version)
{
	const char *dot = strchr(version, '.');
	size_t n = dot == NULL
		       ? strlen(version)
		       : (size_t)(dot + 1 - version) + strcspn(dot + 1, ".");

	return gpulint_format(pass, "%.*s", (int)n, version);
}

static void
judge(struct gpulint_pass *pass, const struct environment *e, const char *name)
{
	const struct pin *torch = environment_pin(e, "torch");
	const struct pin *pin = environment_pin(e, name);
	const char *release, *wanted, *right, *named, *variant;
	struct gpulint_finding *finding;

	if (torch == NULL || pin == NULL)
		return;
	release = pin_release(pass, torch);
	wanted = gpulint_catalog(pass, "torch", release, name);
	if (*wanted == '\0' || (is_release(pin->version, wanted) &&
				   !is_other_patch(pass, torch, pin)))
		return;
	right = version_for(pass, wanted, release);
	named = right != NULL ? right : series_of(pass, wanted);
	finding = gpulint_report_word(pass, pin->node, pin->word,
	    "%s %s is not of PyTorch %s, which goes with %s %s", name,
	    pin->version, torch->version, name, named);
	if (!gpulint_sourced(pass, "torch", release, name))
		gpulint_lower(finding, GPULINT_WARNING);
	if (torch->node != pin->node)
		gpulint_related_at(finding, torch->node, "PyTorch %s",
		    torch->version);
	gpulint_help(finding, "install %s %s", name, named);
	if (right == NULL)
		return;
	variant = pin_variant(pin);
	if (variant != NULL)
		right = gpulint_format(pass, "%s+%s", right, variant);
	pin_replace(pass,
	    gpulint_fix(finding, false, "install %s %s", name, right), pin,
	    right);
}

static void
judge_all(struct gpulint_pass *pass, const struct environment *e)
{
	judge(pass, e, "torchvision");
	judge(pass, e, "torchaudio");
}

static void
run(struct gpulint_pass *pass)
{
	environments_each(pass, judge_all);
}

const struct gpulint_check torch_companions_mismatch = {
	.id = "torch-companions-mismatch",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
