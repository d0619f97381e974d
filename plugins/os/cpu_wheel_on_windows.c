/* cpu-wheel-on-windows: PyPI's torch for Windows has no CUDA. */

#include "os.h"
#include "pins.h"
#include "words.h"

#include <string.h>

/* True where pip is told of another index, by --extra-index-url, --find-links
 * and their like, or of a file that may do so: its torch has CUDA perhaps. */
static bool
is_told_where(const struct gpulint_node *list)
{
	for (size_t i = 0; i < gpulint_length(list); i++) {
		if (*gpulint_scalar(gpulint_at(list, i)) == '-')
			return true;
	}
	return false;
}

/* The list for pip that asks for it, among conda's own packages. */
static const struct gpulint_node *
list_of(struct gpulint_pass *pass, const struct gpulint_node *package)
{
	const struct gpulint_node *all =
	    gpulint_get(gpulint_root(pass), "dependencies");

	for (size_t i = 0; i < gpulint_length(all); i++) {
		const struct gpulint_node *pip =
		    gpulint_get(gpulint_at(all, i), "pip");

		for (size_t k = 0; k < gpulint_length(pip); k++) {
			if (gpulint_at(pip, k) == package)
				return pip;
		}
	}
	return NULL;
}

static void
read_label(void *data, const struct gpulint_node *label)
{
	bool *has_gpu = data;

	*has_gpu = *has_gpu || strcasestr(gpulint_scalar(label), "gpu");
}

/* A machine with a GPU, as the runner's labels or the target say. */
static bool
is_for_gpu(struct gpulint_pass *pass)
{
	bool has_gpu = gpulint_known(gpulint_fact(pass, "target.gpu")) ||
		       gpulint_number(gpulint_fact(pass, "target.gpus")) > 0;
	const struct gpulint_node *root = gpulint_root(pass);

	texts_each(gpulint_get(root, "runs-on"), &has_gpu, read_label);
	texts_each(gpulint_get(root, "tags"), &has_gpu, read_label);
	return has_gpu;
}

/* What scripts install: the last command that names torch decides. */
static void
judge_scripts(struct gpulint_pass *pass)
{
	struct environment environments[ENVIRONMENTS_LIMIT];
	size_t count = environments_read(pass, environments);
	const struct pin *torch = NULL;
	struct gpulint_finding *finding;

	for (size_t i = 0; i < count; i++) {
		const struct environment *e = &environments[i];
		const struct pin *pin = environment_package(e, "torch");

		if (e->is_file || e->is_conda || e->has_index ||
		    e->variant != NULL || e->is_bounded)
			return; /* one of CUDA may be there */
		torch = pin != NULL ? pin : torch;
	}
	if (torch == NULL || pin_variant(torch) != NULL || !is_for_gpu(pass))
		return;
	finding = gpulint_report_word(pass, torch->node, torch->word,
	    "on Windows, torch from PyPI is for the CPU alone (unsloth, "
	    "pyproject.toml)");
	gpulint_help(finding,
	    "install it from https://download.pytorch.org/whl/cu126 or the "
	    "like");
}

/* unslothai/unsloth pyproject.toml and hiyouga/LLaMA-Factory README.md:
 * CUDA comes from PyTorch's index, where versions end in +cu126.  Packages of
 * conda's channels do have CUDA. */
static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *torch = gpulint_fact(pass, "env.torch");
	const struct gpulint_node *package = gpulint_node_of(torch);
	const struct gpulint_node *list = list_of(pass, package);
	const char *text = gpulint_scalar(package);
	struct gpulint_finding *finding;

	if (!gpulint_is(gpulint_fact(pass, "target.os"), "windows") ||
	    gpulint_known(gpulint_fact(pass, "env.image")) || runs_in_wsl(pass))
		return;
	if (is_pipeline(pass))
		judge_scripts(pass);
	if (list == NULL || is_told_where(list) ||
	    strncmp(text, "torch==", 7) != 0 || strchr(text, '+') != NULL)
		return;
	finding = gpulint_report(pass, torch,
	    "on Windows, torch %s from PyPI is for the CPU alone (unsloth, "
	    "pyproject.toml)",
	    gpulint_text(torch));
	gpulint_lower(finding, GPULINT_NOTE);
	gpulint_help(finding,
	    "install it from https://download.pytorch.org/whl/cu126 or the "
	    "like");
}

const struct gpulint_check cpu_wheel_on_windows = {
	.id = "cpu-wheel-on-windows",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
