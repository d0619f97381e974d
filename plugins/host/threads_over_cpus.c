/* threads-over-cpus: more threads than the container has CPUs. */

#include "host.h"
#include "words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A number of threads and where it is said. */
struct threads {
	const struct gpulint_node *node;
	const char *word; /* as it stands there */
	const char *name; /* "OMP_NUM_THREADS" */
};

static bool
read_variable(struct gpulint_pass *pass, struct threads *threads)
{
	threads->name = "OMP_NUM_THREADS";
	threads->node = variable_find(pass, threads->name, &threads->word);
	return threads->node != NULL;
}

/* llama.cpp's -t and --threads; its prompt has threads of its own. */
static bool
read_flag(struct gpulint_pass *pass, struct threads *threads)
{
	struct words words = words_of(pass);

	if (!gpulint_is(gpulint_fact(pass, "serve.engine"), "llama.cpp"))
		return false;
	while (words_next(&words)) {
		const char *word = words.word;

		if (strncmp(word, "--threads=", 10) == 0) {
			threads->word = word + 10;
		} else if (strcmp(word, "--threads") == 0 ||
			   strcmp(word, "-t") == 0) {
			if (!words_next(&words))
				return false;
			threads->word = words.word;
		} else {
			continue;
		}
		threads->node = words.node;
		threads->name = "--threads";
		return true;
	}
	return false;
}

static void
offer(struct gpulint_pass *pass, struct gpulint_finding *finding,
    const struct threads *threads, double cpus)
{
	const char *text = gpulint_scalar(threads->node), *right, *old;
	struct gpulint_fix *fix;

	right = gpulint_format(pass, "%.0f", floor(cpus));
	fix = gpulint_fix(finding, true, "use %s", right);
	if (strcmp(text, threads->word) == 0) {
		gpulint_replace(fix, threads->node, right);
		return;
	}
	old = strstr(text, threads->name);
	if (old == NULL)
		old = strstr(text, "-t ");
	if (old == NULL)
		return;
	old = gpulint_format(pass, "%.*s%s", (int)(strcspn(old, "= ") + 1), old,
	    threads->word);
	gpulint_replace_word(fix, threads->node, old,
	    gpulint_format(pass, "%.*s%s",
		(int)(strlen(old) - strlen(threads->word)), old, right));
}

static void
judge(struct gpulint_pass *pass, const struct threads *threads)
{
	const struct gpulint_fact *limit = gpulint_fact(pass, "host.cpu_limit");
	double cpus = gpulint_number(limit);
	double count = strtod(threads->word, NULL);
	struct gpulint_finding *finding;

	if (!gpulint_stated(limit) || cpus < 1 || count <= ceil(cpus))
		return;
	finding = gpulint_report_at(pass, threads->node,
	    "%.0f threads share %g CPU%s", count, cpus, cpus > 1 ? "s" : "");
	gpulint_related(finding, limit, "the limit");
	gpulint_help(finding, "use %.0f, or raise the limit", floor(cpus));
	offer(pass, finding, threads, cpus);
}

static void
run(struct gpulint_pass *pass)
{
	struct threads threads;

	if (read_variable(pass, &threads))
		judge(pass, &threads);
	if (read_flag(pass, &threads))
		judge(pass, &threads);
}

const struct gpulint_check threads_over_cpus = {
	.id = "threads-over-cpus",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
