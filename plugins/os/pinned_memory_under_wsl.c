/* pinned-memory-under-wsl: large page-locked buffers, which WSL limits. */

#include "os.h"

/* vllm/utils: "Pinning memory in WSL is not supported", and it goes without;
 * DeepSpeed's offload pins what it is told to. */
static void
run(struct gpulint_pass *pass)
{
	static const char *const keys[] = {
		"zero_optimization.offload_optimizer",
		"zero_optimization.offload_param",
	};

	if (!gpulint_is(gpulint_fact(pass, "target.os"), "wsl2"))
		return;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const struct gpulint_node *offload =
		    gpulint_path(gpulint_root(pass), keys[i]);
		const struct gpulint_node *pin =
		    gpulint_get(offload, "pin_memory");
		struct gpulint_finding *finding;

		if (!gpulint_truth(pass, pin))
			continue;
		finding = gpulint_report_at(pass, pin,
		    "offload in page-locked memory, of which WSL 2 gives "
		    "little");
		gpulint_help(finding, "set pin_memory to false");
		gpulint_replace(gpulint_fix(finding, true,
				    "set pin_memory to false"),
		    pin, "false");
	}
}

const struct gpulint_check pinned_memory_under_wsl = {
	.id = "pinned-memory-under-wsl",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
