/* cpu-wheel-on-windows: PyPI's torch for Windows has no CUDA. */

#include "os.h"

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
	    list == NULL || is_told_where(list) ||
	    strncmp(text, "torch==", 7) != 0 || strchr(text, '+') != NULL)
		return;
	finding = gpulint_report(pass, torch,
	    "on Windows, torch %s from PyPI is for the CPU alone (unsloth, "
	    "pyproject.toml)",
	    gpulint_text(torch));
	gpulint_help(finding,
	    "install it from https://download.pytorch.org/whl/cu126 or the "
	    "like");
}

const struct gpulint_check cpu_wheel_on_windows = {
	.id = "cpu-wheel-on-windows",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
