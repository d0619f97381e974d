/* save-overflow: training fits, and its first checkpoint does not. */

#include "pins.h"
#include "vram.h"

#include <string.h>

/* Releases first..fixed-1 of a library, which save by a copy on the GPU. */
struct release {
	const char *name, *first, *fixed;
};

/* FSDP's whole state dict on every GPU: transformers' own wrapper, before
 * accelerate's, which has it collected on the CPU (huggingface/transformers
 * src/transformers/trainer.py, save_model); accelerate's under FSDP 2
 * (huggingface/accelerate src/accelerate/accelerator.py, get_state_dict). */
static const struct release own_wrapper = { "transformers", "4.0", "4.31" };
static const struct release fsdp_2 = { "accelerate", "1.6.0", "1.8.0" };

/* "Fixed a bug where 8-bit models consumed twice the memory as expected after
 * serialization" (bitsandbytes-foundation/bitsandbytes CHANGELOG.md, 0.39.0;
 * 0.38.0 began to serialize them). */
static const struct release eight_bit = { "bitsandbytes", "0.38.0", "0.39.0" };

/* Where a release is told, and which. */
struct told {
	const char *version;
	const struct gpulint_fact *fact; /* either this one, */
	const struct gpulint_node *node; /* or a word of a text */
	const char *word;
};

static bool
is_within(const struct release *release, const char *version)
{
	return gpulint_version_compare(version, release->first) >= 0 &&
	       gpulint_version_compare(version, release->fixed) < 0;
}

static bool
told_by_fact(struct gpulint_pass *pass, const struct release *release,
    struct told *told)
{
	told->fact = gpulint_fact(pass,
	    gpulint_format(pass, "env.lib.%s", release->name));
	if (!gpulint_known(told->fact) &&
	    gpulint_is(gpulint_fact(pass, "framework.name"), release->name))
		told->fact = gpulint_fact(pass, "framework.version");
	told->version = gpulint_text(told->fact);
	return gpulint_stated(told->fact);
}

static bool
told_by_install(struct gpulint_pass *pass, const struct release *release,
    struct told *told)
{
	struct environment environments[ENVIRONMENTS_LIMIT];
	size_t n = environments_read(pass, environments);

	for (size_t i = 0; i < n; i++) {
		const struct pin *pin =
		    environment_pin(&environments[i], release->name);

		if (pin == NULL)
			continue;
		told->version = pin_release(pass, pin);
		told->node = pin->node;
		told->word = pin->word;
		return true;
	}
	return false;
}

static const struct release *
release_of(struct gpulint_pass *pass)
{
	double version =
	    gpulint_number(gpulint_fact(pass, "parallel.fsdp_version"));
	const struct gpulint_fact *sharding =
	    gpulint_fact(pass, "parallel.sharding");

	if (gpulint_is(gpulint_fact(pass, "quant.method"), "bnb-int8"))
		return &eight_bit;
	if ((!gpulint_is(sharding, "fsdp") &&
		!gpulint_is(sharding, "fsdp-grad-op")) ||
	    gpulint_is(gpulint_fact(pass, "train.offload.params"), "cpu"))
		return NULL;
	return version == 2 ? &fsdp_2 : &own_wrapper;
}

static void
run(struct gpulint_pass *pass)
{
	const struct release *release = release_of(pass);
	const struct gpulint_fact *place =
	    gpulint_fact(pass, release == &eight_bit ? "quant.method"
			       : release == &fsdp_2  ? "parallel.fsdp_version"
						     : "parallel.sharding");
	double usable = gpulint_number(gpulint_fact(pass, "target.vram"));
	double copy = gpulint_figure(pass, "weights_total");
	struct told told = { 0 };
	struct gpulint_finding *finding;
	const char *message;

	if (strcmp(gpulint_kind(pass), "train") != 0 || release == NULL ||
	    usable <= 0 || copy <= 0 || vram_resident(pass) > usable ||
	    vram_resident(pass) + copy <= usable)
		return;
	if ((!told_by_install(pass, release, &told) &&
		!told_by_fact(pass, release, &told)) ||
	    !is_within(release, told.version))
		return;
	message = gpulint_format(pass,
	    "%s %s saves by a copy of the whole model on each GPU: %s beside "
	    "%s; one %s offers %s",
	    release->name, told.version, gpulint_size(pass, copy),
	    gpulint_size(pass, vram_resident(pass)), vram_card(pass),
	    gpulint_size(pass, usable));
	finding =
	    told.node != NULL
		? gpulint_report_word(pass, told.node, told.word, "%s", message)
		: gpulint_report(pass,
		      gpulint_node_of(place) != NULL ? place : told.fact, "%s",
		      message);
	gpulint_related(finding, place, "this is saved");
	gpulint_related(finding, gpulint_fact(pass, "model.id"), "%s",
	    gpulint_text(gpulint_fact(pass, "model.id")));
	gpulint_help(finding, "use %s %s or newer%s", release->name,
	    release->fixed, release == &eight_bit ? ", or 0.37.2" : "");
}

const struct gpulint_check save_overflow = {
	.id = "save-overflow",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
