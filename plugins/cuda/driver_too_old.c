/* driver-too-old: the driver cannot run the CUDA that the job brings. */

#include "cuda.h"

#include <string.h>

static bool
is_windows(struct gpulint_pass *pass)
{
	const struct gpulint_fact *os = gpulint_fact(pass, "target.os");

	return gpulint_is(os, "windows") || gpulint_is(os, "wsl2");
}

/* Data-center cards may run newer CUDA on an older driver through the
 * cuda-compat package, which NVIDIA's images carry. */
static bool
has_forward_compatibility(struct gpulint_pass *pass)
{
	const char *gpu = gpulint_text(gpulint_fact(pass, "target.gpu"));

	return gpulint_known(gpulint_fact(pass, "env.image")) &&
	       strncmp(gpulint_catalog(pass, "gpus", gpu, "class"),
		   "data center", 11) == 0;
}

/* Where CUDA is chosen: itself, the wheel, or the image that has it. */
static const struct gpulint_fact *
place_of(struct gpulint_pass *pass)
{
	static const char *const facts[] = { "env.cuda", "env.torch",
		"env.image" };

	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
		const struct gpulint_fact *fact = gpulint_fact(pass, facts[i]);

		if (gpulint_node_of(fact) != NULL)
			return fact;
	}
	return gpulint_fact(pass, "env.cuda");
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *cuda = gpulint_fact(pass, "env.cuda");
	const struct gpulint_fact *driver = gpulint_fact(pass, "target.driver");
	bool windows = is_windows(pass);
	const char *shipped_column =
	    windows ? "driver_windows" : "driver_linux";
	const char *minimum_column =
	    windows ? "minimum_windows" : "minimum_linux";
	const char *version = gpulint_text(cuda);
	const char *minimum, *shipped, *have = gpulint_text(driver);
	struct gpulint_finding *finding;

	if (!gpulint_known(cuda) || !gpulint_known(driver))
		return;
	minimum = gpulint_catalog(pass, "cuda", version, minimum_column);
	shipped = gpulint_catalog(pass, "cuda", version, shipped_column);
	if (*minimum == '\0')
		minimum = shipped; /* no minor-version compatibility */
	if (*minimum == '\0') {
		gpulint_unknown(pass, "no driver is on record for CUDA %s",
		    version);
		return;
	}
	if (gpulint_version_compare(have, minimum) < 0) {
		finding = gpulint_report(pass, place_of(pass),
		    "CUDA %s needs driver %s or newer; the target has %s",
		    version, minimum, have);
		if (has_forward_compatibility(pass) ||
		    !gpulint_sourced(pass, "cuda", version, minimum_column))
			gpulint_lower(finding, GPULINT_WARNING);
		gpulint_help(finding,
		    "update the driver to %s, or use an image or wheel built "
		    "for a CUDA that driver %s knows",
		    *shipped != '\0' ? shipped : minimum, have);
	} else if (*shipped != '\0' &&
		   gpulint_version_compare(have, shipped) < 0) {
		finding = gpulint_report(pass, place_of(pass),
		    "CUDA %s came with driver %s; on %s it runs by "
		    "minor-version compatibility, without PTX",
		    version, shipped, have);
		gpulint_lower(finding, GPULINT_NOTE);
		gpulint_help(finding,
		    "update the driver to %s if a kernel stops with "
		    "\"unsupported toolchain\"",
		    shipped);
	} else {
		return;
	}
	gpulint_related(finding, driver, "driver %s", have);
}

const struct gpulint_check driver_too_old = {
	.id = "driver-too-old",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
