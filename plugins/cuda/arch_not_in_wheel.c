/* arch-not-in-wheel: the PyTorch build has no kernels for this GPU. */

#include "cuda.h"

#include <stdlib.h>
#include <string.h>

struct capability {
	long major, minor;
};

static struct capability
capability_of(const char *text)
{
	struct capability c = { 0, 0 };
	char *end;

	c.major = strtol(text, &end, 10);
	if (*end == '.')
		c.minor = strtol(end + 1, NULL, 10);
	return c;
}

/* Machine code runs on the same major and the same or a later minor. */
static bool
runs_on(const char *archs, const char *compute)
{
	struct capability gpu = capability_of(compute);

	for (const char *p = archs; p != NULL && *p != '\0';) {
		struct capability arch = capability_of(p);

		if (arch.major == gpu.major && arch.minor <= gpu.minor)
			return true;
		p = strchr(p, ';');
		if (p != NULL)
			p++;
	}
	return false;
}

/* "2.5.1+cu124", from the version and, where it names no build, CUDA's. */
static const char *
build_of(struct gpulint_pass *pass)
{
	const char *torch = gpulint_text(gpulint_fact(pass, "env.torch"));
	const char *cuda = gpulint_text(gpulint_fact(pass, "env.cuda"));
	const char *minor = strchr(cuda, '.');

	if (strchr(torch, '+') != NULL || minor == NULL)
		return torch;
	return gpulint_format(pass, "%s+cu%.*s%.1s", torch, (int)(minor - cuda),
	    cuda, minor + 1);
}

static void
dropped_by_cuda(struct gpulint_pass *pass, const char *gpu, const char *compute)
{
	const struct gpulint_fact *cuda = gpulint_fact(pass, "env.cuda");
	const char *version = gpulint_text(cuda);
	const char *least =
	    gpulint_catalog(pass, "cuda", version, "compute_min");
	struct gpulint_finding *finding;

	if (!gpulint_known(cuda) || *least == '\0' ||
	    gpulint_version_compare(compute, least) >= 0)
		return;
	finding = gpulint_report(pass, cuda,
	    "CUDA %s builds for compute capability %s and newer; %s has %s",
	    version, least, gpu, compute);
	if (!gpulint_sourced(pass, "cuda", version, "compute_min"))
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpulint_fact(pass, "target.gpu"), "%s", gpu);
	gpulint_help(finding, "use an older CUDA, or a newer GPU");
}

static void
run(struct gpulint_pass *pass)
{
	const char *gpu = gpulint_text(gpulint_fact(pass, "target.gpu"));
	const char *compute = gpulint_catalog(pass, "gpus", gpu, "compute");
	const struct gpulint_fact *torch = gpulint_fact(pass, "env.torch");
	const char *build, *archs;
	struct gpulint_finding *finding;

	if (*compute == '\0')
		return;
	build = build_of(pass);
	archs = gpulint_catalog(pass, "torch", build, "archs");
	if (!gpulint_known(torch) || *archs == '\0') {
		dropped_by_cuda(pass, gpu, compute);
		return;
	}
	if (runs_on(archs, compute) ||
	    strcmp(gpulint_catalog(pass, "torch", build, "ptx"), "yes") == 0)
		return;
	finding = gpulint_report(pass, torch,
	    "PyTorch %s has kernels for compute capability %s; %s has %s",
	    build, archs, gpu, compute);
	if (!gpulint_sourced(pass, "torch", build, "archs"))
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpulint_fact(pass, "target.gpu"), "%s", gpu);
	gpulint_help(finding,
	    "install a PyTorch build whose list has %s (see download.pytorch"
	    ".org/whl), or take another GPU",
	    compute);
}

const struct gpulint_check arch_not_in_wheel = {
	.id = "arch-not-in-wheel",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
