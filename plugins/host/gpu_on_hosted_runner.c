/* gpu-on-hosted-runner: a container is given GPUs where there are none. */

#include "host.h"
#include "hosted_runner.h"
#include "words.h"

#include <string.h>

static void
report(struct gpulint_pass *pass, const struct gpulint_node *node,
    const char *word)
{
	const struct gpulint_node *label = hosted_label(gpulint_root(pass));
	struct gpulint_finding *finding = gpulint_report_word(pass, node, word,
	    "runners of %s have no GPU, nor a driver for Docker to select",
	    gpulint_scalar(label));

	gpulint_help(finding,
	    "run the job on a runner with a GPU, or leave it out");
	gpulint_related_at(finding, label, "on one of GitHub's machines");
}

/* --gpus all, --gpus=1, --runtime=nvidia */
static bool
gives_gpu(const char *word)
{
	return (strncmp(word, "--gpus", 6) == 0 &&
		   strchr(" =", word[6]) != NULL) ||
	       strncmp(word, "--runtime=nvidia", 16) == 0 ||
	       strncmp(word, "--runtime nvidia", 16) == 0;
}

/* Options of docker run that no value follows. */
static bool
is_switch(const char *word)
{
	static const char *const names[] = { "--rm", "--init", "--interactive",
		"--tty", "--detach", "--privileged", "--read-only", "--quiet",
		"--publish-all", "--no-healthcheck", "--oom-kill-disable",
		NULL };

	return is_among(word, names) || strchr(word, '=') != NULL ||
	       (strlen(word) > 1 &&
		   strspn(word + 1, "itdqP") == strlen(word + 1));
}

static bool
is_docker(const char *word)
{
	size_t length = strlen(word);

	return length >= 6 && strcmp(word + length - 6, "docker") == 0;
}

/* Whether an option before the image gives GPUs: what is behind that is the
 * program's.  The words go on behind "docker run". */
static bool
reads_gpu_option(struct words *words, const char **option)
{
	const struct gpulint_node *node = words->node;
	bool has_value = false;

	for (*option = ""; words_next(words) && words->node == node;) {
		if (*words->word != '-' && !has_value)
			return false;
		if (*words->word == '-')
			*option = words->word;
		if (gives_gpu(gpulint_format(words->pass, "%s%s%s", *option,
			has_value ? " " : "", has_value ? words->word : "")))
			return true;
		has_value = *words->word == '-' && !is_switch(words->word);
	}
	return false;
}

static void
judge_steps(struct gpulint_pass *pass)
{
	struct words words = words_of(pass);
	const struct gpulint_node *told = NULL;
	const char *before = "", *option;

	while (words_next(&words)) {
		const struct gpulint_node *node = words.node;

		if (is_docker(before) && strcmp(words.word, "run") == 0 &&
		    node != told && reads_gpu_option(&words, &option)) {
			report(pass, node, option);
			told = node;
		}
		before = words.word;
	}
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_node *job = gpulint_root(pass);
	const struct gpulint_node *options;
	const char *p;

	if (strcmp(gpulint_dialect(pass), "github_actions") != 0 ||
	    hosted_label(job) == NULL)
		return;
	options = gpulint_path(job, "container.options");
	for (p = gpulint_scalar(options); (p = strstr(p, "--")) != NULL; p += 2)
		if (gives_gpu(p)) {
			report(pass, options, word_at(pass, p));
			break;
		}
	judge_steps(pass);
}

const struct gpulint_check gpu_on_hosted_runner = {
	.id = "gpu-on-hosted-runner",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
