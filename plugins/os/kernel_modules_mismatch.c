/* kernel-modules-mismatch: a driver with the wrong kind of kernel modules. */

#include "os.h"
#include "words.h"

#include <ctype.h>
#include <string.h>

/*
 * NVIDIA's driver installation guide, kernel-modules: the open modules drive
 * Turing and newer, the proprietary ones nothing from Grace Hopper and
 * Blackwell on.
 */
static const char open_since[] = "7.5";
static const char closed_until[] = "10.0";
static const char package[] = "nvidia-driver-";

struct target {
	struct gpulint_pass *pass;
	const char *gpu, *compute;
};

static bool
needs_open(const struct target *target)
{
	return gpulint_version_compare(target->compute, closed_until) >= 0 ||
	       strncmp(target->gpu, "GH200", 5) == 0;
}

static bool
needs_closed(const struct target *target)
{
	return gpulint_version_compare(target->compute, open_since) < 0;
}

static void
report(const struct target *target, const struct gpulint_node *text,
    const char *word, bool is_open)
{
	struct gpulint_pass *pass = target->pass;
	const char *other = is_open
				? gpulint_format(pass, "%.*s",
				      (int)(strstr(word, "-open") - word), word)
				: gpulint_format(pass, "%s-open", word);
	struct gpulint_finding *finding;

	finding = gpulint_report_word(pass, text, word,
	    is_open ? "%s has the open kernel modules, which begin with "
		      "Turing; %s is older"
		    : "%s has the proprietary kernel modules, which do not "
		      "drive %s",
	    word, target->gpu);
	gpulint_related(finding, gpulint_fact(pass, "target.gpu"), "%s",
	    target->gpu);
	gpulint_help(finding, "install %s", other);
	gpulint_replace_word(gpulint_fix(finding, true, "install %s", other),
	    text, word, other);
}

/* Ubuntu's packages: nvidia-driver-580, -580-open, -580-server-open. */
static void
read_text(void *data, const struct gpulint_node *text)
{
	const struct target *target = data;
	const char *s = gpulint_scalar(text), *p = s, *word;
	bool is_open;

	while ((p = strstr(p, package)) != NULL) {
		word = word_at(target->pass, p);
		p += sizeof(package) - 1;
		if (!isdigit((unsigned char)*p) || word_is_comment(s, p))
			continue;
		is_open = strstr(word, "-open") != NULL;
		if (is_open ? needs_closed(target) : needs_open(target))
			report(target, text, word, is_open);
	}
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *os = gpulint_fact(pass, "target.os");
	struct target target = { .pass = pass };

	target.gpu = gpulint_text(gpulint_fact(pass, "target.gpu"));
	target.compute = gpulint_catalog(pass, "gpus", target.gpu, "compute");
	if (*target.compute != '\0' &&
	    (!gpulint_known(os) || gpulint_is(os, "linux")))
		texts_each(gpulint_root(pass), &target, read_text);
}

const struct gpulint_check kernel_modules_mismatch = {
	.id = "kernel-modules-mismatch",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
