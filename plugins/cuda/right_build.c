#include "right_build.h"

#include "cuda.h"

#include <stdlib.h>
#include <string.h>

/* PTX, of the newest capability in the list, is compiled for later ones. */
static bool
is_after(const char *archs, const char *compute)
{
	const char *last = strrchr(archs, ';');

	return gpulint_version_compare(compute,
		   last == NULL ? archs : last + 1) > 0;
}

bool
build_has_card(struct gpulint_pass *pass, const char *torch,
    const char *compute)
{
	const char *archs = gpulint_catalog(pass, "torch", torch, "archs");
	const char *ptx = gpulint_catalog(pass, "torch", torch, "ptx");

	return capability_among(archs, compute) ||
	       (strcmp(ptx, "yes") == 0 && is_after(archs, compute));
}

bool
build_is_for_card(struct gpulint_pass *pass, const char *torch,
    const char *cuda)
{
	const char *compute = gpulint_catalog(pass, "gpus",
	    gpulint_text(gpulint_fact(pass, "target.gpu")), "compute");
	const char *most = gpulint_catalog(pass, "cuda", cuda, "compute_max");
	const char *least = gpulint_catalog(pass, "cuda", cuda, "compute_min");

	if (*torch != '\0')
		return capability_among(gpulint_catalog(pass, "torch", torch,
					    "archs"),
		    compute);
	return *most != '\0' && gpulint_version_compare(compute, most) <= 0 &&
	       gpulint_version_compare(compute, least) >= 0;
}

/* Of the catalogue's torch table. */
static const struct {
	const char *variant, *cuda;
} indexes[] = { { "cu130", "13.0" }, { "cu129", "12.9" }, { "cu128", "12.8" },
	{ "cu126", "12.6" }, { "cu124", "12.4" }, { "cu121", "12.1" },
	{ "cu118", "11.8" } };

/* A release's newest build that is right, of those; their number for none. */
static size_t
right_variant(struct gpulint_pass *pass, const char *release,
    build_test *is_right)
{
	size_t i = 0, count = sizeof(indexes) / sizeof(*indexes);

	for (; i < count; i++) {
		const char *torch =
		    gpulint_format(pass, "%s+%s", release, indexes[i].variant);

		if (*gpulint_catalog(pass, "torch", torch, "version") != '\0' &&
		    is_right(pass, torch, indexes[i].cuda))
			break;
	}
	return i;
}

/* The next release in the catalogue, up or down; NULL past its end. */
static const char *
next_release(struct gpulint_pass *pass, long *minor, int step)
{
	const char *release;

	*minor += step;
	if (*minor < 0)
		return NULL;
	release = gpulint_format(pass, "2.%ld", *minor);
	return *gpulint_catalog(pass, "torch", release, "version") == '\0'
		   ? NULL
		   : release;
}

const char *
build_instead(struct gpulint_pass *pass, const struct build *build,
    build_test *is_right)
{
	static const int steps[] = { 1, -1 };
	const char *release = gpulint_format(pass, "%.*s",
	    (int)strcspn(build->torch, "+"), build->torch);
	size_t none = sizeof(indexes) / sizeof(*indexes);
	size_t i = right_variant(pass, release, is_right);

	if (i < none)
		return gpulint_format(pass, "its build for CUDA %s (%s)",
		    indexes[i].cuda, indexes[i].variant);
	for (size_t s = 0; s < sizeof(steps) / sizeof(*steps); s++) {
		long minor = strncmp(release, "2.", 2) == 0
				 ? strtol(release + 2, NULL, 10)
				 : -1;

		while ((release = next_release(pass, &minor, steps[s]))) {
			i = right_variant(pass, release, is_right);
			if (i < none)
				return gpulint_format(pass,
				    "PyTorch %s or %s, built for CUDA %s (%s)",
				    release, steps[s] > 0 ? "newer" : "older",
				    indexes[i].cuda, indexes[i].variant);
		}
		release = build->torch;
	}
	return NULL;
}

void
build_offer_index(struct gpulint_pass *pass, struct gpulint_finding *finding,
    const struct build *build, build_test *is_right)
{
	const char *at =
	    build->fact != NULL ? NULL : strstr(build->pin.word, "/whl/cu");
	const char *old, *release;

	if (at == NULL || build->is_foreign)
		return;
	old = gpulint_format(pass, "%.*s", (int)strcspn(at + 5, "/ "), at + 5);
	release = gpulint_format(pass, "%.*s", (int)strcspn(build->torch, "+"),
	    build->torch);
	for (size_t i = 0; i < sizeof(indexes) / sizeof(*indexes); i++) {
		const char *variant = indexes[i].variant;
		const char *torch =
		    *release == '\0'
			? ""
			: gpulint_format(pass, "%s+%s", release, variant);

		if ((*torch != '\0' && *gpulint_catalog(pass, "torch", torch,
					   "version") == '\0') ||
		    !is_right(pass, torch, indexes[i].cuda))
			continue;
		gpulint_replace_word(gpulint_fix(finding, false, "take %s",
					 variant),
		    build->pin.node, build->pin.word,
		    gpulint_format(pass, "%.*s%s%s",
			(int)(at + 5 - build->pin.word), build->pin.word,
			variant, at + 5 + strlen(old)));
		return;
	}
}
