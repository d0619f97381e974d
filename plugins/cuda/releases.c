/* releases: what is known of PyTorch is its release alone, or the newest that a
 * range allows, and which of its builds it will be is not.  Where none of them
 * has the card, it does not matter. */

#include "cuda.h"
#include "right_build.h"
#include "wheel_index.h"
#include "words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { ARGUMENTS_LIMIT = 64 };

/* "2.4.1" as it stands in the node. */
struct release {
	const struct gpulint_node *node;
	const char *word, *version;
};

static void
judge(struct gpulint_pass *pass, const struct release *release, const char *gpu,
    const char *compute)
{
	const struct build build = { .torch = release->version, .cuda = "" };
	const char *instead = build_instead(pass, &build, build_is_for_card);
	struct gpulint_finding *finding;

	if (*gpulint_catalog(pass, "torch", release->version, "version") ==
		'\0' ||
	    instead == NULL || strncmp(instead, "its build", 9) == 0 ||
	    build_has_card(pass, release->version, compute))
		return;
	finding = word_report(pass, release->node, release->word,
	    gpulint_format(pass,
		"no build of PyTorch %s has kernels for compute capability "
		"%s; %s has that",
		release->version, compute, gpu));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpulint_fact(pass, "target.gpu"), "%s", gpu);
	gpulint_help(finding, "take %s, or another GPU", instead);
}

/* PYTORCH_VERSION, TORCH_VERSION: of itself, and not of what goes with it. */
static bool
names_torch(const char *name)
{
	const char *torch = strstr(name, "TORCH_VERSION");

	return torch != NULL && torch[strlen("TORCH_VERSION")] == '\0';
}

/* 2.4.1, as far as that is a release and nothing else. */
static bool
is_release(const char *version)
{
	return strncmp(version, "2.", 2) == 0 &&
	       isdigit((unsigned char)version[2]) &&
	       version[strspn(version, "0123456789.")] == '\0';
}

/* TORCH_INDEX_URL: https://download.pytorch.org/whl/cu121, TORCH_CUDA: cu121:
 * wheels of that CUDA, whatever their release. */
static void
judge_index(struct gpulint_pass *pass, const struct gpulint_node *node,
    const char *value, const char *gpu, const char *compute)
{
	const char *folder = strstr(value, "/whl/cu");
	const char *at = folder == NULL ? value : folder + strlen("/whl/");
	const char *cuda = variant_cuda(pass, at), *most;
	struct gpulint_finding *finding;

	if (cuda == NULL || at[5 + strspn(at + 5, "/")] != '\0')
		return;
	most = gpulint_catalog(pass, "cuda", cuda, "compute_max");
	if (*most == '\0' ||
	    strtol(compute, NULL, 10) <= strtol(most, NULL, 10))
		return;
	finding = word_report(pass, node, value,
	    gpulint_format(pass,
		"wheels of CUDA %s have kernels for compute capability %s and "
		"older; %s has %s",
		cuda, most, gpu, compute));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpulint_fact(pass, "target.gpu"), "%s", gpu);
	gpulint_help(finding,
	    "use the wheels of a newer CUDA, or an older GPU");
}

static void
judge_argument(struct gpulint_pass *pass, const char *name,
    const struct gpulint_node *node, const char *value, const char *gpu,
    const char *compute)
{
	const struct release release = { node, value, value };

	if (names_torch(name) && is_release(value))
		judge(pass, &release, gpu, compute);
	else
		judge_index(pass, node, value, gpu, compute);
}

/* Of the image that a service builds. */
static void
judge_arguments(struct gpulint_pass *pass, const char *gpu, const char *compute)
{
	struct variable argument;

	for (size_t i = 0;
	     i < ARGUMENTS_LIMIT && build_argument_at(pass, i, &argument); i++)
		judge_argument(pass, argument.name, argument.node,
		    argument.value, gpu, compute);
}

void
releases_judge(struct gpulint_pass *pass, const char *gpu, const char *compute)
{
	struct environment all[ENVIRONMENTS_LIMIT];
	size_t count = environments_read(pass, all);

	for (size_t i = 0; i < count; i++) {
		const struct pin *torch = environment_pin(&all[i], "torch");
		const struct pin *pin =
		    all[i].most.name != NULL && torch == NULL ? &all[i].most
							      : torch;
		struct release release;

		if (pin == NULL || pin_variant(pin) != NULL ||
		    (pin == torch && !all[i].is_open))
			continue;
		release =
		    (struct release){ pin->node, pin->word, pin->version };
		judge(pass, &release, gpu, compute);
	}
	judge_arguments(pass, gpu, compute);
}
