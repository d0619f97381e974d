/* rocm-arch-missing: the ROCm build has no kernels for this AMD card. */

#include "cuda.h"
#include "words.h"

#include <ctype.h>
#include <string.h>

/*
 * What the wheels of PyTorch for ROCm are compiled for, by the ROCm in their
 * name (pytorch/pytorch .ci/docker/manywheel/build.sh, PYTORCH_ROCM_ARCH).
 * Cards that no row ever had run only under the name of another one of their
 * generation, which HSA_OVERRIDE_GFX_VERSION gives them.
 */
static const struct {
	const char *gfx;
	const char *since; /* first ROCm; NULL: none of them */
	const char *instead; /* the override that its generation goes by */
} builds[] = {
	{ "gfx803", NULL, NULL },
	{ "gfx1010", NULL, NULL },
	{ "gfx1012", NULL, NULL },
	{ "gfx1031", NULL, "10.3.0" },
	{ "gfx1032", NULL, "10.3.0" },
	{ "gfx1100", "5.5", NULL },
	{ "gfx942", "6.0", NULL },
	{ "gfx1101", "6.2", "11.0.0" },
	{ "gfx1102", "6.2", "11.0.0" },
	{ "gfx1200", "6.2", NULL },
	{ "gfx1201", "6.2", NULL },
	{ "gfx950", "6.2", NULL },
	{ "gfx1150", "6.2", NULL },
	{ "gfx1151", "6.2", NULL },
	{ "gfx1103", "6.4", "11.0.0" },
};

static const char variable[] = "HSA_OVERRIDE_GFX_VERSION";

struct card {
	struct gpulint_pass *pass;
	const char *name, *gfx;
	bool overridden; /* somewhere in a script */
	const struct gpulint_node *place; /* that says which ROCm, or NULL */
	const char *word, *rocm; /* as it stands there; its version */
};

/* https://download.pytorch.org/whl/rocm6.2, and a name given on the way. */
static void
read_text(void *data, const struct gpulint_node *text)
{
	static const char index[] = "/whl/rocm";
	struct card *card = data;
	const char *s = gpulint_scalar(text), *at = strstr(s, index);

	card->overridden = card->overridden || strstr(s, variable) != NULL;
	if (at == NULL || card->place != NULL || word_is_comment(s, at) ||
	    !isdigit((unsigned char)at[sizeof(index) - 1]))
		return;
	card->place = text;
	card->word = word_at(card->pass, at + 5);
	card->rocm = card->word + 4;
}

/* "10.3.0" is gfx1030: what stands before the last two is the generation. */
static bool
is_other_generation(const char *version, const char *gfx)
{
	const char *digits = gfx + 3;
	size_t n = strlen(digits);

	return n < 3 || strcspn(version, ".") != n - 2 ||
	       strncmp(version, digits, n - 2) != 0;
}

static void
judge_override(const struct card *card, const struct gpulint_node *place,
    const char *value)
{
	struct gpulint_pass *pass = card->pass;
	struct gpulint_finding *finding;

	if (!is_other_generation(value, card->gfx))
		return;
	finding = gpulint_report_at(pass, place,
	    "%s is %s, of another generation than %s", card->name, card->gfx,
	    value);
	gpulint_related(finding, gpulint_fact(pass, "target.gpu"), "%s",
	    card->name);
	gpulint_help(finding, "remove %s", variable);
}

static void
offer(const struct card *card, struct gpulint_finding *finding,
    const char *override)
{
	const struct gpulint_node *list =
	    gpulint_get(gpulint_root(card->pass), "environment");

	if (override == NULL) {
		gpulint_help(finding,
		    "use a build for a newer ROCm, or another card");
		return;
	}
	gpulint_help(finding, "set %s=%s", variable, override);
	if (gpulint_is_mapping(list) && gpulint_length(list) > 0)
		gpulint_insert_after(gpulint_fix(finding, true, "set it to %s",
					 override),
		    gpulint_key(list, gpulint_length(list) - 1), variable,
		    override);
}

/* Images say ROCm in their name; their lists are those of the wheels or
 * shorter. */
static bool
is_rocm_image(const struct gpulint_fact *image)
{
	const char *text = gpulint_text(image);

	return gpulint_node_of(image) != NULL &&
	       (strncmp(text, "rocm/pytorch", 12) == 0 ||
		   (strncmp(text, "ollama/ollama", 13) == 0 &&
		       strstr(text, "rocm") != NULL));
}

static void
judge_build(const struct card *card, const char *since, const char *override)
{
	struct gpulint_pass *pass = card->pass;
	const struct gpulint_fact *image = gpulint_fact(pass, "env.image");
	struct gpulint_finding *finding;

	if (card->place != NULL &&
	    (since == NULL || gpulint_version_compare(card->rocm, since) < 0))
		finding = gpulint_report_word(pass, card->place, card->word,
		    "PyTorch's wheels for ROCm %s have no kernels for %s (%s)",
		    card->rocm, card->name, card->gfx);
	else if (since == NULL && is_rocm_image(image))
		finding = gpulint_report(pass, image,
		    "builds for ROCm have no kernels for %s (%s)", card->name,
		    card->gfx);
	else
		return;
	gpulint_related(finding, gpulint_fact(pass, "target.gpu"), "%s",
	    card->name);
	offer(card, finding, override);
}

static void
run(struct gpulint_pass *pass)
{
	struct card card = { .pass = pass };
	const struct gpulint_node *place;
	const char *value;

	card.name = gpulint_text(gpulint_fact(pass, "target.gpu"));
	card.gfx = gpulint_catalog(pass, "gpus", card.name, "gfx");
	if (strncmp(card.gfx, "gfx", 3) != 0)
		return;
	place = variable_find(pass, variable, &value);
	if (place != NULL) {
		judge_override(&card, place, value);
		return;
	}
	texts_each(gpulint_root(pass), &card, read_text);
	for (size_t i = 0; i < sizeof(builds) / sizeof(*builds); i++)
		if (strcmp(builds[i].gfx, card.gfx) == 0 && !card.overridden)
			judge_build(&card, builds[i].since, builds[i].instead);
}

const struct gpulint_check rocm_arch_missing = {
	.id = "rocm-arch-missing",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
