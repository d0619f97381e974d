/* bitsandbytes-without-cuda: this release has no library for that CUDA. */

#include "cuda.h"
#include "pins.h"

#include <string.h>

/*
 * Versions of CUDA that the wheels have a library for, by the release they
 * begin with: docs/source/installation.mdx of each, at huggingface.co/docs/
 * bitsandbytes.  Before 0.43 the same list is 11.0 to 12.3 at the most.  CUDA
 * 12.8 came with 0.45.3 (issue 1510), 12.9 after 0.46.0 (pull 1689).
 */
static const struct {
	const char *from, *least, *most;
} releases[] = {
	{ "0.48.0", "11.8", "13.0" },
	{ "0.46.1", "11.8", "12.9" },
	{ "0.46.0", "11.8", "12.8" },
	{ "0.45.3", "11.7", "12.8" },
	{ "0.45.0", "11.7", "12.6" },
	{ "0.43.2", "11.0", "12.5" },
	{ "0", "11.0", "12.3" },
};

enum { RELEASES = sizeof(releases) / sizeof(*releases) };

static const char *
two_parts(struct gpulint_pass *pass, const char *version)
{
	const char *dot = strchr(version, '.');

	if (dot == NULL)
		return version;
	dot += 1 + strcspn(dot + 1, ".");
	return gpulint_format(pass, "%.*s", (int)(dot - version), version);
}

static bool
has_cuda(size_t i, const char *cuda)
{
	return gpulint_version_compare(cuda, releases[i].least) >= 0 &&
	       gpulint_version_compare(cuda, releases[i].most) <= 0;
}

static const char *
cuda_of(struct gpulint_pass *pass, const struct environment *e)
{
	const char *build = environment_torch(pass, e);
	const struct pin *toolkit = environment_pin(e, "cudatoolkit");
	const char *cuda = gpulint_catalog(pass, "torch", build, "cuda");

	if (*build != '\0' && *cuda != '\0' && !e->is_conda)
		return cuda;
	if (e->variant != NULL)
		return e->index.version;
	return toolkit != NULL ? two_parts(pass, toolkit->version) : "";
}

/* The torch that an earlier command of the same script installed, which pip
 * leaves in place. */
static const char *
cuda_before(struct gpulint_pass *pass, const struct environment *all, size_t i,
    const struct gpulint_node *script)
{
	while (i-- > 0) {
		const struct pin *torch = environment_pin(&all[i], "torch");

		if (torch != NULL && torch->node == script)
			return cuda_of(pass, &all[i]);
	}
	return "";
}

static void
judge(struct gpulint_pass *pass, const struct pin *pin, const char *cuda,
    bool is_earlier)
{
	struct gpulint_finding *finding;
	size_t i = 0, newer;

	while (gpulint_version_compare(pin->version, releases[i].from) < 0)
		i++;
	/* nothing is known yet of what comes after the newest row */
	if (has_cuda(i, cuda) ||
	    (i == 0 && gpulint_version_compare(cuda, releases[0].most) > 0))
		return;
	finding = gpulint_report_word(pass, pin->node, pin->word,
	    "bitsandbytes %s has libraries for CUDA %s to %s; this is CUDA %s",
	    pin->version, releases[i].least, releases[i].most, cuda);
	if (is_earlier)
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding, "install a release that has CUDA %s", cuda);
	for (newer = i; newer-- > 0;)
		if (has_cuda(newer, cuda)) {
			pin_replace(pass,
			    gpulint_fix(finding, false,
				"install bitsandbytes %s",
				releases[newer].from),
			    pin, releases[newer].from);
			return;
		}
}

static void
run(struct gpulint_pass *pass)
{
	struct environment all[ENVIRONMENTS_LIMIT];
	size_t count = environments_read(pass, all);

	for (size_t i = 0; i < count; i++) {
		const struct pin *pin =
		    environment_pin(&all[i], "bitsandbytes");
		const char *cuda = pin == NULL ? "" : cuda_of(pass, &all[i]);
		bool is_earlier = pin != NULL && *cuda == '\0' &&
				  environment_pin(&all[i], "torch") == NULL;

		if (is_earlier)
			cuda = cuda_before(pass, all, i, pin->node);
		if (*cuda != '\0')
			judge(pass, pin, cuda, is_earlier);
	}
}

const struct gpulint_check bitsandbytes_without_cuda = {
	.id = "bitsandbytes-without-cuda",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
