/* load-overflow: a share of the weights fits each GPU, and all of them, which
 * come first, do not. */

#include "vram.h"

#include <string.h>

/* bitsandbytes packs on the GPU: without a device map all of the model goes to
 * the process's own (huggingface/transformers src/transformers/quantizers/
 * quantizer_bnb_4bit.py, update_device_map), also under ZeRO 3, which leaves
 * quantised models to the loader (src/transformers/modeling_utils.py,
 * get_init_context). */
static bool
is_packed_on_the_gpu(struct gpulint_pass *pass)
{
	static const char *const loaders[] = { "transformers", "trl", "peft",
		"axolotl", "llamafactory", "ms-swift" };
	const struct gpulint_fact *name = gpulint_fact(pass, "framework.name");
	const char *method = gpulint_text(gpulint_fact(pass, "quant.method"));

	for (size_t i = 0; i < sizeof(loaders) / sizeof(*loaders); i++)
		if (gpulint_is(name, loaders[i]))
			return strncmp(method, "bnb-", 4) == 0;
	return false;
}

/* With it the first process of a node reads into RAM, and the others wait for
 * their shares.  axolotl has it off unless told (axolotl-ai-cloud/axolotl
 * src/axolotl/loaders/model.py, _set_device_map_config), accelerate on. */
static bool
is_read_into_ram(struct gpulint_pass *pass)
{
	static const char *const keys[] = {
		"fsdp_config.cpu_ram_efficient_loading",
		"fsdp_config.fsdp_cpu_ram_efficient_loading",
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const struct gpulint_node *value =
		    gpulint_path(gpulint_root(pass), keys[i]);

		if (value != NULL)
			return strcmp(gpulint_scalar(value), "false") != 0;
	}
	return !gpulint_is(gpulint_fact(pass, "framework.name"), "axolotl");
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *sharding =
	    gpulint_fact(pass, "parallel.sharding");
	double usable = gpulint_number(gpulint_fact(pass, "target.vram"));
	double weights = gpulint_figure(pass, "weights_total");
	bool fsdp = gpulint_is(sharding, "fsdp");
	struct gpulint_finding *finding;

	if (strcmp(gpulint_kind(pass), "train") != 0 || usable <= 0 ||
	    weights <= usable || !is_packed_on_the_gpu(pass) ||
	    !(fsdp ? !is_read_into_ram(pass) : gpulint_is(sharding, "zero3")))
		return;
	finding = gpulint_report(pass, gpulint_fact(pass, "model.id"),
	    "each GPU loads all of the weights before they are shared out, %s; "
	    "one %s offers %s",
	    gpulint_size(pass, weights), vram_card(pass),
	    gpulint_size(pass, usable));
	gpulint_related(finding, sharding, "%s", gpulint_text(sharding));
	gpulint_related(finding, gpulint_fact(pass, "quant.method"),
	    "packed on the GPU");
	gpulint_help(finding,
	    fsdp ? "have one process read them into RAM: "
		   "cpu_ram_efficient_loading: true"
		 : "use FSDP with cpu_ram_efficient_loading instead of ZeRO 3");
}

const struct gpulint_check load_overflow = {
	.id = "load-overflow",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
