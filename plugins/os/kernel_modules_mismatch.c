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

/* The packages: of Ubuntu, nvidia-driver-580, -580-open, -580-server-open; of
 * NVIDIA's own repository, nvidia-open and cuda-drivers, -580 behind each. */
static const char ubuntus[] = "nvidia-driver-";
static const char open_own[] = "nvidia-open";
static const char closed_own[] = "cuda-drivers";

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

/* The other kind's package of the same release. */
static const char *
counterpart(struct gpulint_pass *pass, const char *word, bool is_open)
{
	const char *open = strstr(word, "-open");

	if (strncmp(word, ubuntus, sizeof(ubuntus) - 1) == 0)
		return is_open ? gpulint_format(pass, "%.*s",
				     (int)(open - word), word)
			       : gpulint_format(pass, "%s-open", word);
	return is_open ? gpulint_format(pass, "%s%s", closed_own,
			     word + sizeof(open_own) - 1)
		       : gpulint_format(pass, "%s%s", open_own,
			     word + sizeof(closed_own) - 1);
}

static void
report(const struct target *target, const struct gpulint_node *text,
    const char *word, bool is_open)
{
	struct gpulint_pass *pass = target->pass;
	const char *other = counterpart(pass, word, is_open);
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

/* "580" or nothing after a name of NVIDIA's repository. */
static bool
is_whole(const char *rest)
{
	return *rest == '\0' ||
	       (*rest == '-' &&
		   strspn(rest + 1, "0123456789") == strlen(rest + 1) &&
		   rest[1] != '\0');
}

static void
judge(const struct target *target, const struct gpulint_node *text,
    const char *word)
{
	bool is_open;

	if (strncmp(word, ubuntus, sizeof(ubuntus) - 1) == 0 &&
	    isdigit((unsigned char)word[sizeof(ubuntus) - 1]))
		is_open = strstr(word, "-open") != NULL;
	else if (strncmp(word, open_own, sizeof(open_own) - 1) == 0 &&
		 is_whole(word + sizeof(open_own) - 1))
		is_open = true;
	else if (strncmp(word, closed_own, sizeof(closed_own) - 1) == 0 &&
		 is_whole(word + sizeof(closed_own) - 1))
		is_open = false;
	else
		return;
	if (is_open ? needs_closed(target) : needs_open(target))
		report(target, text, word, is_open);
}

static bool
begins_word(const char *text, const char *p)
{
	return p == text || strchr(" \t\n'\"=", p[-1]) != NULL;
}

static void
read_text(void *data, const struct gpulint_node *text)
{
	static const char *const names[] = { ubuntus, open_own, closed_own };
	const struct target *target = data;
	const char *s = gpulint_scalar(text);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		for (const char *p = s; (p = strstr(p, names[i])) != NULL;
		     p += strlen(names[i]))
			if (begins_word(s, p) && !word_is_comment(s, p))
				judge(target, text, word_at(target->pass, p));
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
