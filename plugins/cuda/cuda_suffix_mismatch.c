/* cuda-suffix-mismatch: wheels for two versions of CUDA in one environment. */

#include "cuda.h"
#include "pins.h"

#include <string.h>

static void
judge(struct gpulint_pass *pass, const struct environment *e, const char *name)
{
	const struct pin *torch = environment_pin(e, "torch");
	const struct pin *pin = environment_pin(e, name);
	const char *build = torch == NULL ? "" : environment_torch(pass, e);
	const char *variant = strchr(build, '+'), *own = pin_variant(pin);
	struct gpulint_finding *finding;

	if (variant == NULL || own == NULL || strcmp(variant + 1, own) == 0)
		return;
	finding = gpulint_report_word(pass, pin->node, pin->word,
	    "%s is built for %s, and PyTorch for %s", name, own, variant + 1);
	if (torch->node != pin->node)
		gpulint_related_at(finding, torch->node, "PyTorch %s",
		    torch->version);
	gpulint_help(finding, "take both for %s", variant + 1);
	pin_replace(pass,
	    gpulint_fix(finding, false, "take %s+%s", pin_release(pass, pin),
		variant + 1),
	    pin, gpulint_format(pass, "%s%s", pin_release(pass, pin), variant));
}

static void
judge_all(struct gpulint_pass *pass, const struct environment *e)
{
	judge(pass, e, "torchvision");
	judge(pass, e, "torchaudio");
	judge(pass, e, "xformers");
}

static void
run(struct gpulint_pass *pass)
{
	environments_each(pass, judge_all);
}

const struct gpulint_check cuda_suffix_mismatch = {
	.id = "cuda-suffix-mismatch",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
