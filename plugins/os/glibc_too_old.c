/* glibc-too-old: the system's C library is older than a wheel needs. */

#include "conflict.h"
#include "os.h"
#include "pins.h"

#include <string.h>

/* mayeut/pep600_compliance README.rst, and distrowatch of each; the first
 * match counts. */
static const struct {
	const char *word, *glibc; /* a word with $ stands at the end */
} systems[] = {
	{ "ubuntu16.04", "2.23" },
	{ "ubuntu:16.04", "2.23" },
	{ "ubuntu18.04", "2.27" },
	{ "ubuntu:18.04", "2.27" },
	{ "ubuntu20.04", "2.31" },
	{ "ubuntu:20.04", "2.31" },
	{ "centos7", "2.17" },
	{ "centos:7", "2.17" },
	{ "amazonlinux:2$", "2.26" },
	{ "debian:10", "2.28" },
	{ "buster", "2.28" },
	{ "debian:11", "2.31" },
	{ "bullseye", "2.31" },
	{ "ubi8", "2.28" },
	{ "rockylinux8", "2.28" },
	{ "rockylinux:8", "2.28" },
	{ "ubi9", "2.34" },
	{ "rockylinux9", "2.34" },
	{ "rockylinux:9", "2.34" },
};

/* The tags of the wheels for Linux: manylinux_2_28 of torch, pytorch/pytorch
 * .ci/manywheel; of the others kserve/kserve uv.lock. */
static const struct {
	const char *package, *from, *until, *glibc; /* until NULL: no end */
} wheels[] = {
	{ "torch", "2.7", NULL, "2.28" },
	{ "vllm", "0.12", "0.20", "2.31" },
	{ "vllm", "0.20", "0.21", "2.35" },
	{ "vllm", "0.22", NULL, "2.28" },
	{ "triton", "3.3", NULL, "2.27" },
	{ "tensorflow", "2.21", NULL, "2.27" },
};

struct place {
	const struct gpulint_fact *fact; /* or else the pin */
	const struct pin *pin;
};

static const char *
glibc_of(const char *image)
{
	for (size_t i = 0; i < sizeof(systems) / sizeof(*systems); i++) {
		const char *word = systems[i].word;
		size_t n = strcspn(word, "$"), length = strlen(image);

		if (word[n] == '$' ? length >= n && strncmp(image + length - n,
							word, n) == 0
				   : strstr(image, word) != NULL)
			return systems[i].glibc;
	}
	return NULL;
}

static const char *
glibc_for(const char *package, const char *version)
{
	for (size_t i = 0; i < sizeof(wheels) / sizeof(*wheels); i++)
		if (strcmp(wheels[i].package, package) == 0 &&
		    gpulint_version_compare(version, wheels[i].from) >= 0 &&
		    (wheels[i].until == NULL ||
			gpulint_version_compare(version, wheels[i].until) < 0))
			return wheels[i].glibc;
	return NULL;
}

static void
judge(struct gpulint_pass *pass, const char *package, const char *version,
    const struct place *place)
{
	const struct gpulint_fact *image = gpulint_fact(pass, "env.image");
	const char *name = gpulint_text(image), *has = glibc_of(name);
	const char *wants = glibc_for(package, version);
	struct gpulint_finding *finding;

	if (has == NULL || wants == NULL ||
	    gpulint_version_compare(has, wants) >= 0)
		return;
	finding = gpulint_report(pass, image,
	    "the wheel of %s %s needs glibc %s; %s has %s", package, version,
	    wants, name, has);
	if (place->fact != NULL)
		gpulint_related(finding, place->fact, "%s %s", package,
		    version);
	else
		gpulint_related_at(finding, place->pin->node, "%s %s", package,
		    version);
	gpulint_help(finding, "use an image of Ubuntu 22.04 or newer");
}

static void
judge_facts(struct gpulint_pass *pass)
{
	static const struct {
		const char *fact, *package;
	} facts[] = { { "env.torch", "torch" }, { "env.lib.vllm", "vllm" },
		{ "env.lib.triton", "triton" },
		{ "env.lib.tensorflow", "tensorflow" } };

	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
		struct place place = { gpulint_fact(pass, facts[i].fact),
			NULL };

		if (gpulint_node_of(place.fact) != NULL)
			judge(pass, facts[i].package, gpulint_text(place.fact),
			    &place);
	}
}

/* Its C library is musl, for which torch has no wheel at all. */
static void
judge_alpine(struct gpulint_pass *pass, const struct pin *pin)
{
	const struct gpulint_fact *image = gpulint_fact(pass, "env.image");
	const char *name = gpulint_text(image);
	struct gpulint_finding *finding;

	if (strcmp(pin->name, "torch") != 0 ||
	    (strncmp(name, "alpine", 6) != 0 && !strstr(name, "-alpine")))
		return;
	finding = gpulint_report(pass, image,
	    "torch has no wheel for the C library of Alpine");
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related_at(finding, pin->node, "torch %s", pin->version);
	gpulint_help(finding, "use an image of Debian or Ubuntu");
}

/* Another index may have wheels for older systems. */
static void
judge_pins(struct gpulint_pass *pass, const struct environment *e)
{
	for (size_t i = 0; i < e->count; i++) {
		struct place place = { NULL, &e->pins[i] };
		const char *name = e->pins[i].name;

		if (!e->has_index &&
		    (e->variant == NULL || strcmp(name, "torch") == 0))
			judge(pass, name, pin_release(pass, &e->pins[i]),
			    &place);
		judge_alpine(pass, &e->pins[i]);
	}
}

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "glibc-too-old");
	judge_facts(pass);
	if (strcmp(gpulint_dialect(pass), "conda") != 0)
		environments_each(pass, judge_pins);
}

const struct gpulint_check glibc_too_old = {
	.id = "glibc-too-old",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
