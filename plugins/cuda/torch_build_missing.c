/* torch-build-missing: this release of PyTorch is not built for that CUDA. */

#include "cuda.h"
#include "pins.h"

#include <string.h>

/* Only an index that stands alone binds pip; wheels of the night have
 * versions of their own. */
static bool
is_bound(struct gpulint_pass *pass, const struct environment *e,
    const struct pin *torch)
{
	return pin_variant(torch) != NULL ||
	       (e->variant != NULL && strstr(torch->version, "dev") == NULL &&
		   *gpulint_catalog(pass, "cuda", e->index.version,
		       "version") != '\0');
}

static bool
is_nightly(struct gpulint_pass *pass)
{
	const struct gpulint_node *channels =
	    gpulint_get(gpulint_root(pass), "channels");

	for (size_t i = 0; i < gpulint_length(channels); i++)
		if (strstr(gpulint_scalar(gpulint_at(channels, i)), "nightly"))
			return true;
	return false;
}

/* "11.7.0" is 11.7, as conda's VersionOrder fills it up. */
static bool
is_release(const char *version, const char *release)
{
	size_t length = strlen(release);

	return strncmp(version, release, length) == 0 &&
	       (version[length] == '\0' || version[length] == '.') &&
	       strspn(version + length, ".0") == strlen(version + length);
}

/* conda's meta package of PyTorch 1.13 to 2.5: pytorch/pytorch RELEASE.md,
 * YuliangXiu/ECON issue 92 (11.3, which no channel has). */
static void
judge_meta(struct gpulint_pass *pass, const struct environment *e)
{
	static const char *const versions[] = { "11.6", "11.7", "11.8", "12.1",
		"12.4" };
	const struct pin *meta = environment_pin(e, "pytorch-cuda");
	struct gpulint_finding *finding;

	if (!e->is_conda || is_nightly(pass) || meta == NULL ||
	    strchr(meta->version, '.') == NULL)
		return;
	for (size_t i = 0; i < sizeof(versions) / sizeof(*versions); i++) {
		if (is_release(meta->version, versions[i]))
			return;
	}
	finding = gpulint_report_word(pass, meta->node, meta->word,
	    "conda has pytorch-cuda of 11.6, 11.7, 11.8, 12.1 and 12.4, and "
	    "no %s",
	    meta->version);
	gpulint_help(finding,
	    "ask for cudatoolkit=%s with PyTorch before "
	    "1.13, or take one of those",
	    meta->version);
}

/* A list that conda exported: builds with a suffix are on PyTorch's own
 * indices only, which the export does not name.  A requirement that is met
 * already asks no index, so a command in an image is not judged. */
static void
judge_suffix(struct gpulint_pass *pass, const struct environment *e)
{
	static const char *const names[] = { "torch", "torchvision",
		"torchaudio" };
	const struct gpulint_node *variables =
	    gpulint_get(gpulint_root(pass), "variables");

	if (!e->is_file || e->has_index || gpulint_length(variables) > 0 ||
	    gpulint_is(gpulint_fact(pass, "target.os"), "macos"))
		return;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct pin *pin = environment_pin(e, names[i]);
		const char *variant = pin_variant(pin);
		struct gpulint_finding *finding;

		if (variant == NULL || (strncmp(variant, "cu", 2) != 0 &&
					   strcmp(variant, "cpu") != 0))
			continue;
		finding = gpulint_report_word(pass, pin->node, pin->word,
		    "PyPI has no %s %s, and this list names no other index",
		    pin->name, pin->version);
		gpulint_lower(finding, GPULINT_WARNING);
		gpulint_help(finding,
		    "add \"--extra-index-url "
		    "https://download.pytorch.org/whl/%s\" to the list",
		    variant);
		return;
	}
}

static bool
judge_build(struct gpulint_pass *pass, const struct environment *e)
{
	const struct pin *torch = environment_pin(e, "torch");
	const struct pin *place;
	const char *build = environment_torch(pass, e), *release, *variant,
		   *published;
	struct gpulint_finding *finding;

	if (torch == NULL || !is_bound(pass, e, torch) ||
	    (e->is_conda && !e->is_file)) /* other channels have others */
		return false;
	release = pin_release(pass, torch);
	variant = strchr(build, '+') + 1;
	published = gpulint_catalog(pass, "torch", release, "variant");
	if (strncmp(variant, "cu", 2) != 0 || *published == '\0' ||
	    *gpulint_catalog(pass, "torch", build, "version") != '\0')
		return false;
	place = pin_variant(torch) != NULL ? torch : &e->index;
	finding = gpulint_report_word(pass, place->node, place->word,
	    "PyTorch %s is not published for %s", release, variant);
	if (!gpulint_sourced(pass, "torch", release, "variant"))
		gpulint_lower(finding, GPULINT_WARNING);
	if (place->node != torch->node)
		gpulint_related_at(finding, torch->node, "PyTorch %s", release);
	gpulint_help(finding, "its default is %s", published);
	if (place == torch)
		pin_replace(pass,
		    gpulint_fix(finding, false, "take %s", published), torch,
		    gpulint_format(pass, "%s+%s", release, published));
	else if (!e->is_conda)
		gpulint_replace_word(gpulint_fix(finding, false, "take %s",
					 published),
		    place->node, variant, published);
	else if (strlen(published) == 5)
		pin_replace(pass,
		    gpulint_fix(finding, false, "take %s", published), place,
		    gpulint_format(pass, "%.2s.%.1s", published + 2,
			published + 4));
	return true;
}

static void
judge(struct gpulint_pass *pass, const struct environment *e)
{
	judge_meta(pass, e);
	if (!judge_build(pass, e))
		judge_suffix(pass, e);
}

static void
run(struct gpulint_pass *pass)
{
	environments_each(pass, judge);
}

const struct gpulint_check torch_build_missing = {
	.id = "torch-build-missing",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
