/* cpu-wheel-on-windows: PyPI's torch for Windows has no CUDA. */

#include "os.h"

#include <string.h>

/* unslothai/unsloth pyproject.toml and hiyouga/LLaMA-Factory README.md:
 * CUDA comes from PyTorch's index, where versions end in +cu126.  Conda
 * packages are spelt with one =, and do have CUDA. */
static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *torch = gpulint_fact(pass, "env.torch");
	const char *text = gpulint_scalar(gpulint_node_of(torch));
	struct gpulint_finding *finding;

	if (!gpulint_is(gpulint_fact(pass, "target.os"), "windows") ||
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
