/* cudnn-mismatch: a library loads another cuDNN than PyTorch brings. */

#include "cuda.h"
#include "pins.h"

#include <stdlib.h>
#include <string.h>

/*
 * Who loads a cuDNN of its own choice: the first version for 9 and the last
 * for 8 (OpenNMT/CTranslate2 CHANGELOG.md, 4.5.0; onnxruntime.ai/docs/
 * execution-providers/CUDA-ExecutionProvider.html, the wheels of PyPI).
 */
static const struct user {
	const char *name, *since; /* older ones are for another CUDA */
	const char *first_for_9, *last_for_8;
} users[] = {
	{ "ctranslate2", "4", "4.5.0", "4.4.0" },
	{ "onnxruntime-gpu", "1.19", "1.19.0", NULL },
};

/* The cuDNN that the wheel of PyPI asks for, by its exact version. */
static const char *
cudnn_of(struct gpulint_pass *pass, const struct environment *e)
{
	return gpulint_catalog(pass, "torch", environment_torch(pass, e),
	    "cudnn");
}

static void
judge_user(struct gpulint_pass *pass, const struct environment *e,
    const struct user *user, const char *brought)
{
	const struct pin *torch = environment_pin(e, "torch");
	const struct pin *pin = environment_pin(e, user->name);
	struct gpulint_finding *finding;
	const char *right;
	bool is_9, wants_9;

	if (pin == NULL ||
	    gpulint_version_compare(pin->version, user->since) < 0)
		return;
	is_9 = strtol(brought, NULL, 10) >= 9;
	wants_9 = gpulint_version_compare(pin->version, user->first_for_9) >= 0;
	if (is_9 == wants_9)
		return;
	finding = gpulint_report_word(pass, pin->node, pin->word,
	    "%s %s loads cuDNN %d, and PyTorch %s brings %.*s", user->name,
	    pin->version, wants_9 ? 9 : 8, torch->version,
	    (int)strcspn(brought, "."), brought);
	if (torch->node != pin->node)
		gpulint_related_at(finding, torch->node, "PyTorch %s",
		    torch->version);
	right = is_9 ? user->first_for_9 : user->last_for_8;
	if (right == NULL) {
		gpulint_help(finding, "use PyTorch 2.4 or newer");
		return;
	}
	gpulint_help(finding, "use %s %s%s", user->name, right,
	    is_9 ? " or newer" : "");
	pin_replace(pass, gpulint_fix(finding, false, "use %s", right), pin,
	    right);
}

static void
judge(struct gpulint_pass *pass, const struct environment *e)
{
	const char *cudnn = cudnn_of(pass, e);

	if (environment_pin(e, "torch") == NULL || *cudnn == '\0')
		return;
	for (size_t i = 0; i < sizeof(users) / sizeof(*users); i++)
		judge_user(pass, e, &users[i], cudnn);
}

static void
run(struct gpulint_pass *pass)
{
	environments_each(pass, judge);
}

const struct gpulint_check cudnn_mismatch = {
	.id = "cudnn-mismatch",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
