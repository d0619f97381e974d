/* linux-driver-under-wsl: a package of a driver in a distribution of WSL. */

#include "os.h"
#include "words.h"

#include <ctype.h>
#include <string.h>

/* Packages of Debian, Ubuntu and NVIDIA; cuda and cuda-12-4 bring a driver,
 * but not from NVIDIA's repository for WSL (NVIDIA, CUDA on WSL user guide),
 * and harm no container. */
static bool
is_driver(const char *word, bool is_for_wsl)
{
	static const char *const drivers[] = { "nvidia-driver-", "cuda-drivers",
		"nvidia-open", "nvidia-headless-" };
	size_t n = strcspn(word, "=");

	for (size_t i = 0; i < sizeof(drivers) / sizeof(*drivers); i++)
		if (strncmp(word, drivers[i], strlen(drivers[i])) == 0)
			return true;
	if (is_for_wsl || strncmp(word, "cuda", 4) != 0)
		return false;
	return n == 4 || (word[4] == '-' && isdigit((unsigned char)word[5]));
}

/* To the end of a command: lines that a backslash joins are one. */
static size_t
command_length(const char *p)
{
	size_t n = strcspn(p, "\n;&");

	while (p[n] == '\n' && n > 0 && p[n - 1] == '\\')
		n += 1 + strcspn(p + n + 1, "\n;&");
	return n;
}

/* True of a command that installs packages of the system. */
static bool
installs(const char *command, size_t length)
{
	static const char *const managers[] = { "apt-get ", "apt ", "dnf ",
		"yum " };
	const char *p = command + strspn(command, " \t");

	if (strncmp(p, "sudo ", 5) == 0)
		p += 5;
	for (size_t i = 0; i < sizeof(managers) / sizeof(*managers); i++)
		if (strncmp(p, managers[i], strlen(managers[i])) == 0)
			return memmem(command, length, " install ", 9) != NULL;
	return false;
}

static const char *
driver_in(struct gpulint_pass *pass, const char *line, size_t length,
    bool is_for_wsl)
{
	static const char blanks[] = " \t\r\n\\";
	const char *p = (const char *)memmem(line, length, " install ", 9) + 8;

	while (p < line + length) {
		const char *word;

		p += strspn(p, blanks);
		word = word_at(pass, p);
		if (*word == '\0')
			return NULL;
		if (is_driver(word, is_for_wsl))
			return word;
		p += strlen(word);
	}
	return NULL;
}

static void
judge_text(void *data, const struct gpulint_node *node)
{
	struct gpulint_pass *pass = data;
	const char *text = gpulint_scalar(node), *word = NULL;
	bool is_for_wsl = strstr(text, "wsl-ubuntu") != NULL ||
			  gpulint_known(gpulint_fact(pass, "env.image"));
	struct gpulint_finding *finding;

	for (const char *p = text; word == NULL && *p != '\0';) {
		size_t length = command_length(p);

		if (installs(p, length) && !word_is_comment(text, p))
			word = driver_in(pass, p, length, is_for_wsl);
		p += length + (p[length] != '\0');
	}
	if (word == NULL)
		return;
	finding = gpulint_report_word(pass, node, word,
	    "a Linux display driver overwrites the library that WSL maps in "
	    "(NVIDIA, CUDA on WSL user guide)");
	gpulint_help(finding,
	    "install cuda-toolkit-* alone: the driver is the Windows one");
}

static void
run(struct gpulint_pass *pass)
{
	if (gpulint_is(gpulint_fact(pass, "target.os"), "wsl2"))
		texts_each(gpulint_root(pass), pass, judge_text);
}

const struct gpulint_check linux_driver_under_wsl = {
	.id = "linux-driver-under-wsl",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
