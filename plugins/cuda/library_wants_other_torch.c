/* library-wants-other-torch: a package is built against another PyTorch. */

#include "cuda.h"
#include "pins.h"

#include <string.h>

/* Packages whose releases ask for one PyTorch exactly. */
static const char *const packages[] = { "vllm", "xformers" };

static void
judge(struct gpulint_pass *pass, const struct environment *e, const char *name)
{
	const struct pin *torch = environment_pin(e, "torch");
	const struct pin *pin = environment_pin(e, name);
	const char *row, *wanted, *release;
	struct gpulint_finding *finding;

	if (torch == NULL || pin == NULL)
		return;
	row = gpulint_format(pass, "%s %s|torch pin", name,
	    pin_release(pass, pin));
	wanted = gpulint_catalog(pass, "frameworks", row, "torch");
	release = pin_release(pass, torch);
	if (strncmp(wanted, "==", 2) != 0 || strchr(wanted, ' ') != NULL ||
	    gpulint_version_compare(release, wanted + 2) == 0)
		return;
	wanted += 2;
	finding = gpulint_report_word(pass, torch->node, torch->word,
	    "%s %s is built against PyTorch %s; this is %s", name, pin->version,
	    wanted, release);
	if (!gpulint_sourced(pass, "frameworks", row, "torch"))
		gpulint_lower(finding, GPULINT_WARNING);
	if (pin->node != torch->node)
		gpulint_related_at(finding, pin->node, "%s %s", name,
		    pin->version);
	gpulint_help(finding, "install PyTorch %s, or leave its version to %s",
	    wanted, name);
	pin_replace(pass,
	    gpulint_fix(finding, false, "install PyTorch %s", wanted), torch,
	    strchr(torch->version, '+') == NULL
		? wanted
		: gpulint_format(pass, "%s%s", wanted,
		      strchr(torch->version, '+')));
}

/* nvidia-cudnn-cu12 beside a wheel of PyPI, which asks for one version. */
static void
judge_cudnn(struct gpulint_pass *pass, const struct environment *e)
{
	static const char *const names[] = { "nvidia-cudnn-cu11",
		"nvidia-cudnn-cu12", "nvidia-cudnn-cu13" };
	const struct pin *torch = environment_pin(e, "torch"), *pin = NULL;
	const char *wanted;
	struct gpulint_finding *finding;

	for (size_t i = 0; i < 3 && pin == NULL; i++)
		pin = environment_pin(e, names[i]);
	if (torch == NULL || pin == NULL || e->variant != NULL ||
	    pin_variant(torch) != NULL)
		return;
	wanted = gpulint_catalog(pass, "torch", torch->version, "cudnn");
	if (*wanted == '\0' || strcmp(pin->version, wanted) == 0)
		return;
	finding = gpulint_report_word(pass, pin->node, pin->word,
	    "PyTorch %s asks for cuDNN %s; this is %s", torch->version, wanted,
	    pin->version);
	gpulint_lower(finding, GPULINT_WARNING); /* patch releases differ */
	gpulint_related_at(finding, torch->node, "PyTorch %s", torch->version);
	gpulint_help(finding, "leave cuDNN's version to PyTorch");
	pin_replace(pass, gpulint_fix(finding, true, "take cuDNN %s", wanted),
	    pin, wanted);
}

static void
judge_all(struct gpulint_pass *pass, const struct environment *e)
{
	for (size_t k = 0; k < sizeof(packages) / sizeof(*packages); k++)
		judge(pass, e, packages[k]);
	judge_cudnn(pass, e);
}

static void
run(struct gpulint_pass *pass)
{
	environments_each(pass, judge_all);
}

const struct gpulint_check library_wants_other_torch = {
	.id = "library-wants-other-torch",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
