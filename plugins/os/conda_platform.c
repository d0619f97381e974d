#include "os.h"

#include <string.h>

enum { NAME_LIMIT = 64 };

/* Packages that conda's channels have for Linux alone: wengflow/robust-e-nerf
 * issue 1 (cudatoolkit-dev), xl-sr/CAL issue 26 (ncurses, readline),
 * NVIDIA/nccl README.md, conda-forge/linux-sysroot-feedstock.  macOS has
 * ncurses and readline, and lost CUDA with 10.2. */
static const struct {
	const char *name, *since; /* of this version on; NULL: of any */
	bool windows, macos; /* missing there */
} linux_only[] = {
	{ "_libgcc_mutex", NULL, true, true },
	{ "nccl", NULL, true, true },
	{ "torchtriton", NULL, true, true },
	{ "cudatoolkit-dev", NULL, true, true },
	{ "ncurses", NULL, true, false },
	{ "readline", NULL, true, false },
	{ "cudatoolkit", "10.2", false, true },
	{ "pytorch-cuda", NULL, false, true },
};

/* "channel::name=1.2=build": the name, and where the version begins. */
static const char *
split(const char *text, char name[NAME_LIMIT])
{
	const char *channel = strstr(text, "::");
	size_t n;

	text = channel == NULL ? text : channel + 2;
	n = strcspn(text, "=<>!~ [;");
	if (n == 0 || n >= NAME_LIMIT)
		return NULL;
	memcpy(name, text, n);
	name[n] = '\0';
	return text + n + strspn(text + n, "= ");
}

static bool
ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), length = strlen(end);

	return n >= length && strcmp(text + n - length, end) == 0;
}

static bool
is_missing(struct gpulint_pass *pass, const char *text, bool windows)
{
	char name[NAME_LIMIT];
	const char *version = split(text, name);

	if (version == NULL)
		return false;
	if (ends_with(name, "_linux-64") || ends_with(name, "_linux-aarch64"))
		return true;
	version = gpulint_format(pass, "%.*s", (int)strcspn(version, "=*, "),
	    version);
	for (size_t i = 0; i < sizeof(linux_only) / sizeof(*linux_only); i++) {
		if (strcmp(name, linux_only[i].name) != 0)
			continue;
		return (windows ? linux_only[i].windows
				: linux_only[i].macos) &&
		       (linux_only[i].since == NULL ||
			   (*version != '\0' && gpulint_version_compare(version,
						    linux_only[i].since) >= 0));
	}
	return false;
}

/* torch==2.0.1+cu118: AILab-CVC/VideoCrafter issue 10. */
static void
report_wheel(struct gpulint_pass *pass, const struct gpulint_node *lines)
{
	for (size_t i = 0; i < gpulint_length(lines); i++) {
		const struct gpulint_node *line = gpulint_at(lines, i);
		const char *text = gpulint_scalar(line);
		struct gpulint_finding *finding;

		if (strncmp(text, "torch", 5) != 0 ||
		    strstr(text, "==") == NULL || strstr(text, "+cu") == NULL)
			continue;
		finding = gpulint_report_at(pass, line,
		    "PyTorch has no build with CUDA for macOS");
		gpulint_help(finding,
		    "ask for it without the part after the +");
		return;
	}
}

void
conda_report(struct gpulint_pass *pass, bool windows)
{
	const struct gpulint_node *list =
	    gpulint_get(gpulint_root(pass), "dependencies");
	const struct gpulint_node *first = NULL;
	struct gpulint_finding *finding;
	unsigned more = 0;

	if (strcmp(gpulint_dialect(pass), "conda") != 0)
		return;
	for (size_t i = 0; i < gpulint_length(list); i++) {
		const struct gpulint_node *item = gpulint_at(list, i);

		if (!windows)
			report_wheel(pass, gpulint_get(item, "pip"));
		if (!is_missing(pass, gpulint_scalar(item), windows))
			continue;
		if (first == NULL)
			first = item;
		else
			more++;
	}
	if (first == NULL)
		return;
	finding = gpulint_report_at(pass, first, "conda has no %s for %s%s",
	    gpulint_scalar(first), windows ? "Windows" : "macOS",
	    more == 0 ? ""
		      : gpulint_format(pass, ", nor %u more of these packages",
			    more));
	gpulint_help(finding,
	    "leave out what belongs to Linux: conda env export --from-history "
	    "lists only what was asked for");
}
