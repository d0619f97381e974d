/* no-arm64-wheel: a library has no wheel for this processor. */

#include "conflict.h"
#include "os.h"
#include "pins.h"

#include <string.h>

/* bitsandbytes-foundation/bitsandbytes CHANGELOG.md; kserve/kserve uv.lock. */
static const struct {
	const char *name, *since;
} wheels[] = {
	{ "vllm", "0.10.2" },
	{ "bitsandbytes", "0.46.0" },
};

/* What a script installs; conda's files state it as a fact. */
static void
judge_install(struct gpulint_pass *pass, const struct environment *e)
{
	for (size_t i = 0; i < sizeof(wheels) / sizeof(*wheels); i++) {
		const struct pin *pin = environment_pin(e, wheels[i].name);
		struct gpulint_finding *finding;

		if (pin == NULL || e->is_file || e->is_conda || e->has_index ||
		    gpulint_version_compare(pin->version, wheels[i].since) >= 0)
			continue;
		finding = gpulint_report_word(pass, pin->node, pin->word,
		    "%s %s has no wheel for aarch64", pin->name, pin->version);
		gpulint_help(finding, "require %s>=%s", wheels[i].name,
		    wheels[i].since);
	}
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *os = gpulint_fact(pass, "target.os");

	conflicts_report(pass, "no-arm64-wheel");
	if (gpulint_is(gpulint_fact(pass, "target.arch"), "aarch64") &&
	    !gpulint_is(os, "macos") && !gpulint_is(os, "windows"))
		environments_each(pass, judge_install);
}

const struct gpulint_check no_arm64_wheel = {
	.id = "no-arm64-wheel",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
