/* bitsandbytes-without-cuda: this release has no library for that CUDA. */

#include "cuda.h"
#include "pins.h"
#include "words.h"

#include <string.h>

/*
 * Versions of CUDA that the wheels have a library for, by the release they
 * begin with: deploy.sh before 0.43, .github/workflows/python-package.yml of
 * each tag since, CHANGELOG.md for 0.35.  0.50 loads another one of the same family where it has to.
 */
static const struct {
	const char *from, *cuda;
	bool any_of_family;
} releases[] = {
	{ "0.50.0", "11.8 12.1 12.4 12.6 12.8 13.0 13.2", true },
	{ "0.48.0", "11.8 12.0 12.1 12.2 12.3 12.4 12.5 12.6 12.8 12.9 13.0",
	    false },
	{ "0.46.1", "11.8 12.0 12.1 12.2 12.3 12.4 12.5 12.6 12.8 12.9",
	    false },
	{ "0.46.0", "11.8 12.0 12.1 12.2 12.3 12.4 12.5 12.6 12.8", false },
	{ "0.45.3", "11.7 11.8 12.0 12.1 12.2 12.3 12.4 12.5 12.6 12.8",
	    false },
	{ "0.45.0", "11.7 11.8 12.0 12.1 12.2 12.3 12.4 12.5 12.6", false },
	{ "0.43.2", "11.7 11.8 12.0 12.1 12.2 12.3 12.4 12.5", false },
	{ "0.43.1", "11.7 11.8 12.0 12.1 12.2 12.3 12.4", false },
	{ "0.43.0", "11.7 11.8 12.0 12.1 12.2 12.3", false },
	{ "0.41.2", "11.0 11.1 11.4 11.5 11.7 11.8 12.0 12.1 12.2 12.3",
	    false },
	{ "0.40.0", "11.0 11.1 11.4 11.5 11.7 11.8 12.0 12.1 12.2", false },
	{ "0.39.0", "11.0 11.1 11.2 11.3 11.4 11.5 11.6 11.7 11.8 12.0 12.1",
	    false },
	{ "0.37.2",
	    "10.2 11.0 11.1 11.2 11.3 11.4 11.5 11.6 11.7 11.8 12.0 12.1",
	    false },
	{ "0.36.0", "10.2 11.0 11.1 11.2 11.3 11.4 11.5 11.6 11.7 11.8 12.0",
	    false },
	{ "0.35.0", "10.2 11.0 11.1 11.2 11.3 11.4 11.5 11.6 11.7 11.8",
	    false },
	{ "0", "10.2 11.0 11.1 11.2 11.3 11.4 11.5 11.6 11.7", false },
};

enum { RELEASES = sizeof(releases) / sizeof(*releases) };

/* The first release whose Windows wheel has CUDA 12.4 (python-package.yml of
 * 0.43.1 leaves it out). */
static const char windows_12_4[] = "0.43.2";

static const char *
two_parts(struct gpulint_pass *pass, const char *version)
{
	const char *dot = strchr(version, '.');

	if (dot == NULL)
		return version;
	dot += 1 + strcspn(dot + 1, ".");
	return gpulint_format(pass, "%.*s", (int)(dot - version), version);
}

static const char *
least(struct gpulint_pass *pass, size_t i)
{
	return gpulint_format(pass, "%.4s", releases[i].cuda);
}

static const char *
most(size_t i)
{
	return releases[i].cuda + strlen(releases[i].cuda) - 4;
}

static bool
is_windows(struct gpulint_pass *pass)
{
	return gpulint_is(gpulint_fact(pass, "target.os"), "windows");
}

static bool
has_cuda(struct gpulint_pass *pass, size_t i, const char *cuda)
{
	if (strlen(cuda) != 4)
		return true; /* no release of CUDA is spelt so */
	if (releases[i].any_of_family)
		return strncmp(cuda, least(pass, i), 3) >= 0 &&
		       strncmp(cuda, most(i), 2) <= 0;
	if (strcmp(cuda, "12.4") == 0 && is_windows(pass) &&
	    gpulint_version_compare(releases[i].from, windows_12_4) < 0)
		return false;
	return strstr(releases[i].cuda, cuda) != NULL;
}

/* "12.4" of 2.6.0+cu124, "" of what names no build. */
static const char *
cuda_of_build(struct gpulint_pass *pass, const char *torch)
{
	const char *at = strstr(torch, "+cu");

	if (at == NULL || strspn(at + 3, "0123456789") != 3)
		return "";
	return gpulint_format(pass, "%.2s.%.1s", at + 3, at + 5);
}

/* An image's PyTorch, which pip leaves in place: the build that its tag or row
 * names, and in NVIDIA's and PyTorch's own the CUDA of the image. */
static const char *
cuda_of_image(struct gpulint_pass *pass)
{
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));
	const char *cuda =
	    cuda_of_build(pass, gpulint_text(gpulint_fact(pass, "env.torch")));

	if (*image == '\0')
		return "";
	if (*cuda != '\0')
		return cuda;
	if (strncmp(image, "nvcr.io/nvidia/pytorch:", 23) != 0 &&
	    strncmp(image, "pytorch/pytorch:", 16) != 0)
		return "";
	return two_parts(pass, gpulint_text(gpulint_fact(pass, "env.cuda")));
}

/* Of PyPI's wheels, which pip takes in a conda file too; those for Windows have
 * no CUDA. */
static const char *
cuda_of(struct gpulint_pass *pass, const struct environment *e)
{
	const char *build = environment_torch(pass, e);
	const struct pin *torch = environment_pin(e, "torch");
	bool is_pips = torch != NULL ? !torch->is_condas : !e->is_conda;
	const struct pin *toolkit = environment_pin(e, "cudatoolkit");
	const char *cuda = gpulint_catalog(pass, "torch", build, "cuda");

	if (*build != '\0' && *cuda != '\0' && is_pips)
		return is_windows(pass) && strchr(build, '+') == NULL ? ""
								      : cuda;
	if (e->variant != NULL)
		return e->index.version;
	if (strstr(build, "+cu") != NULL)
		return cuda_of_build(pass, build);
	return toolkit != NULL ? two_parts(pass, toolkit->version) : "";
}

/* The library that a variable asks for in place of torch's own, since 0.40.2
 * (bitsandbytes/cuda_setup/main.py @6ec4f0c): "124". */
static const char *
cuda_asked_for(struct gpulint_pass *pass, const struct pin *pin)
{
	const char *value;

	if (variable_find(pass, "BNB_CUDA_VERSION", &value) == NULL ||
	    strlen(value) != 3 || strspn(value, "0123456789") != 3 ||
	    gpulint_version_compare(pin->version, "0.40.2") < 0)
		return "";
	return gpulint_format(pass, "%.2s.%s", value, value + 2);
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

/* Before 0.40.1 the runtime that is found decides, not torch's: that of a
 * conda environment, or else the image's in /usr/local/cuda
 * (bitsandbytes/cuda_setup/main.py, determine_cuda_runtime_lib_path, until
 * @1ab6758). */
static const char *
cuda_found(struct gpulint_pass *pass, const struct environment *e,
    const struct pin *pin)
{
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));

	if (strncmp(image, "nvcr.io/", 8) == 0)
		image += 8;
	if (gpulint_version_compare(pin->version, "0.40.1") >= 0 ||
	    e->is_conda || strncmp(image, "nvidia/cuda:", 12) != 0)
		return "";
	return two_parts(pass, gpulint_text(gpulint_fact(pass, "env.cuda")));
}

/* The row of a release that has no library for that CUDA; RELEASES where it
 * has one, or where nothing is known yet of what comes after the newest. */
static size_t
row_without(struct gpulint_pass *pass, const char *version, const char *cuda)
{
	size_t i = 0;

	while (gpulint_version_compare(version, releases[i].from) < 0)
		i++;
	return has_cuda(pass, i, cuda) ||
		       (i == 0 && gpulint_version_compare(cuda, most(0)) > 0)
		   ? RELEASES
		   : i;
}

static const char *
message(struct gpulint_pass *pass, size_t i, const char *version,
    const char *cuda)
{
	bool between = gpulint_version_compare(cuda, least(pass, i)) > 0 &&
		       gpulint_version_compare(cuda, most(i)) <= 0;

	return gpulint_format(pass,
	    "bitsandbytes %s has libraries for CUDA %s to %s%s; this is CUDA "
	    "%s",
	    version, least(pass, i), most(i),
	    between ? gpulint_format(pass, " without %s", cuda) : "", cuda);
}

static void
judge(struct gpulint_pass *pass, const struct pin *pin, const char *cuda,
    bool is_earlier)
{
	struct gpulint_finding *finding;
	size_t i = row_without(pass, pin->version, cuda), newer;

	if (i == RELEASES)
		return;
	finding = gpulint_report_word(pass, pin->node, pin->word, "%s",
	    message(pass, i, pin->version, cuda));
	if (is_earlier)
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding, "install a release that has CUDA %s", cuda);
	for (newer = i; newer-- > 0;)
		if (has_cuda(pass, newer, cuda)) {
			pin_replace(pass,
			    gpulint_fix(finding, false,
				"install bitsandbytes %s",
				releases[newer].from),
			    pin, releases[newer].from);
			return;
		}
}

/* What makes a job load it: NULL where nothing does. */
static const struct gpulint_fact *
user_of(struct gpulint_pass *pass)
{
	const struct gpulint_fact *method = gpulint_fact(pass, "quant.method");
	const struct gpulint_fact *optimizer =
	    gpulint_fact(pass, "train.optimizer");

	if (gpulint_node_of(method) != NULL &&
	    strncmp(gpulint_text(method), "bnb-", 4) == 0)
		return method;
	return gpulint_node_of(optimizer) != NULL &&
		       strstr(gpulint_text(optimizer), "8bit") != NULL
		   ? optimizer
		   : NULL;
}

/* Where a workload states both itself, or the command line does of a job that
 * needs them: the CUDA of torch's build. */
static void
judge_facts(struct gpulint_pass *pass)
{
	const struct gpulint_fact *lib =
	    gpulint_fact(pass, "env.lib.bitsandbytes");
	const struct gpulint_fact *cuda = gpulint_fact(pass, "env.cuda");
	const char *version = gpulint_text(lib), *has;
	const struct gpulint_fact *place = lib;
	size_t i;

	if (*version == '\0')
		return;
	has =
	    cuda_of_build(pass, gpulint_text(gpulint_fact(pass, "env.torch")));
	if (strcmp(gpulint_dialect(pass), "workload") == 0) {
		if (*has == '\0' && gpulint_known(cuda))
			has = two_parts(pass, gpulint_text(cuda));
	} else {
		place = gpulint_node_of(lib) == NULL ? user_of(pass) : NULL;
	}
	i = *has == '\0' || place == NULL ? RELEASES
					  : row_without(pass, version, has);
	if (i != RELEASES)
		gpulint_help(gpulint_report(pass, place, "%s",
				 message(pass, i, version, has)),
		    "install a release that has CUDA %s", has);
}

static void
judge_environment(struct gpulint_pass *pass, const struct environment *all,
    size_t i)
{
	const struct pin *pin = environment_pin(&all[i], "bitsandbytes");
	bool is_earlier = false;
	const char *cuda;

	if (pin == NULL)
		return;
	cuda = cuda_asked_for(pass, pin);
	if (*cuda == '\0')
		cuda = cuda_found(pass, &all[i], pin);
	if (*cuda == '\0')
		cuda = cuda_of(pass, &all[i]);
	if (*cuda == '\0' && environment_pin(&all[i], "torch") == NULL) {
		cuda = cuda_before(pass, all, i, pin->node);
		is_earlier = *cuda != '\0';
		if (!is_earlier)
			cuda = cuda_of_image(pass);
	}
	if (*cuda != '\0')
		judge(pass, pin, cuda, is_earlier);
}

static void
run(struct gpulint_pass *pass)
{
	struct environment all[ENVIRONMENTS_LIMIT];
	size_t count = environments_read(pass, all);
	judge_facts(pass);
	for (size_t i = 0; i < count; i++)
		judge_environment(pass, all, i);
}

const struct gpulint_check bitsandbytes_without_cuda = {
	.id = "bitsandbytes-without-cuda",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
