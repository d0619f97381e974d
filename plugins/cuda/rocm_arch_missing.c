/* rocm-arch-missing: the ROCm build has no kernels for this AMD card. */

#include "cuda.h"
#include "pins.h"
#include "words.h"

#include <ctype.h>
#include <string.h>

/*
 * What the wheels of PyTorch for ROCm are compiled for, by the ROCm in their
 * index and by their release (pytorch/pytorch .ci/docker/manywheel/build.sh,
 * PYTORCH_ROCM_ARCH, and pulls 141667, 147761, 148562, 167299 and 179653, which
 * made it longer).  What vLLM's images never had: vllm-project/vllm
 * docker/Dockerfile.rocm_base, from "gfx90a;gfx942" on.
 *
 * Cards that no row ever had run only under the name of another one of their
 * generation, which HSA_OVERRIDE_GFX_VERSION gives them.
 */
static const struct build {
	const char *gfx;
	const char *rocm; /* first index; NULL: none of them, "": all */
	const char *torch; /* first release within; NULL: not known */
	const char *instead; /* the override that its generation goes by */
	bool in_vllm; /* in some of its images */
} builds[] = {
	{ "gfx803", NULL, NULL, NULL, false },
	{ "gfx900", "", NULL, NULL, false },
	{ "gfx906", "", NULL, NULL, false },
	{ "gfx908", "", NULL, NULL, false },
	{ "gfx1010", NULL, NULL, NULL, false },
	{ "gfx1012", NULL, NULL, NULL, false },
	{ "gfx1030", "", NULL, NULL, false },
	{ "gfx1031", NULL, NULL, "10.3.0", false },
	{ "gfx1032", NULL, NULL, "10.3.0", false },
	{ "gfx1100", "5.5", NULL, NULL, true },
	{ "gfx942", "6.0", NULL, NULL, true },
	{ "gfx1101", "6.2.4", NULL, "11.0.0", true },
	{ "gfx1102", "6.2.4", "2.7", "11.0.0", false },
	{ "gfx1200", "6.2.4", "2.7", NULL, true },
	{ "gfx1201", "6.2.4", "2.7", NULL, true },
	{ "gfx950", "7.0", NULL, NULL, true },
	{ "gfx1150", "7.0", NULL, NULL, true },
	{ "gfx1151", "7.0", NULL, NULL, true },
	{ "gfx1103", "7.2", "2.13", "11.0.0", false },
};

static const char variable[] = "HSA_OVERRIDE_GFX_VERSION";

struct card {
	struct gpulint_pass *pass;
	const char *name, *gfx;
	bool overridden; /* somewhere in a script */
	const struct gpulint_node *place; /* that says which ROCm, or NULL */
	const char *word, *rocm; /* as it stands there; its version */
	const char *torch; /* what is installed from there, or NULL */
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
is_rocm_image(const char *image)
{
	return strncmp(image, "rocm/pytorch", 12) == 0 ||
	       (strncmp(image, "ollama/ollama", 13) == 0 &&
		   strstr(image, "rocm") != NULL);
}

static bool
is_vllm_image(const char *image)
{
	return strncmp(image, "rocm/vllm", 9) == 0 ||
	       strncmp(image, "vllm/vllm-openai-rocm", 21) == 0;
}

static struct gpulint_finding *
report(const struct card *card, const struct build *build)
{
	struct gpulint_pass *pass = card->pass;
	const struct gpulint_fact *fact = gpulint_fact(pass, "env.image");
	const char *image =
	    gpulint_node_of(fact) == NULL ? "" : gpulint_text(fact);

	if (card->place != NULL &&
	    (build->rocm == NULL ||
		gpulint_version_compare(card->rocm, build->rocm) < 0))
		return gpulint_report_word(pass, card->place, card->word,
		    "PyTorch's wheels for ROCm %s have no kernels for %s (%s)",
		    card->rocm, card->name, card->gfx);
	if (card->place != NULL && card->torch != NULL &&
	    build->torch != NULL &&
	    gpulint_version_compare(card->torch, build->torch) < 0)
		return gpulint_report_word(pass, card->place, card->word,
		    "PyTorch %s for ROCm has no kernels for %s (%s), %s has",
		    card->torch, card->name, card->gfx, build->torch);
	if (card->place == NULL && !build->in_vllm && is_vllm_image(image))
		return gpulint_report(pass, fact,
		    "vLLM's images for ROCm have no kernels for %s (%s)",
		    card->name, card->gfx);
	if (build->rocm == NULL && is_rocm_image(image))
		return gpulint_report(pass, fact,
		    "builds for ROCm have no kernels for %s (%s)", card->name,
		    card->gfx);
	return NULL;
}

/* The release of torch that the text with the index asks for. */
static void
read_torch(struct card *card)
{
	struct environment environments[ENVIRONMENTS_LIMIT];
	size_t count = environments_read(card->pass, environments);

	for (size_t i = 0; i < count && card->place != NULL; i++) {
		const struct pin *pin =
		    environment_pin(&environments[i], "torch");

		if (pin != NULL && pin->node == card->place)
			card->torch = pin_release(card->pass, pin);
	}
}

static void
judge_build(const struct card *card, const struct build *build)
{
	struct gpulint_finding *finding = report(card, build);

	if (finding == NULL)
		return;
	gpulint_related(finding, gpulint_fact(card->pass, "target.gpu"), "%s",
	    card->name);
	offer(card, finding, build->instead);
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
	read_torch(&card);
	for (size_t i = 0; i < sizeof(builds) / sizeof(*builds); i++)
		if (strcmp(builds[i].gfx, card.gfx) == 0 && !card.overridden)
			judge_build(&card, &builds[i]);
}

const struct gpulint_check rocm_arch_missing = {
	.id = "rocm-arch-missing",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
