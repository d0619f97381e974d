/* save-gathers-in-ram: one process collects the whole model to save it. */

#include "host.h"

#include <string.h>

struct gather {
	const struct gpulint_node *node;
	double each; /* bytes a parameter */
	bool is_of_all; /* those that are not trained too */
	const char *instead; /* NULL: there is no other way */
};

static bool
is_full(const struct gpulint_node *node)
{
	return strcmp(gpulint_scalar(node), "FULL_STATE_DICT") == 0;
}

/* Composer writes optimizer states into the same file, unless told to write
 * weights alone; full is its default (mosaicml/composer composer/core/
 * state.py, fsdp_state_dict_type). */
static bool
find_composer(struct gpulint_pass *pass, struct gather *gather)
{
	const struct gpulint_node *root = gpulint_root(pass);

	if (strcmp(gpulint_dialect(pass), "mosaicml_mcli") == 0)
		root = gpulint_get(root, "parameters");
	else if (strcmp(gpulint_dialect(pass), "llm_foundry") != 0)
		return false;
	gather->node = gpulint_path(root, "fsdp_config.state_dict_type");
	gather->instead = "sharded";
	gather->each =
	    gpulint_truth(pass, gpulint_get(root, "save_weights_only")) ? 4
									: 12;
	return strcmp(gpulint_scalar(gather->node), "full") == 0;
}

/* torchtune's sharded recipes collect the whole model on rank 0, in the type
 * that it has, and have no other way for the final one (meta-pytorch/torchtune
 * torchtune/training/_distributed.py, gather_cpu_state_dict). */
static bool
find_torchtune(struct gpulint_pass *pass, struct gather *gather)
{
	const struct gpulint_node *root = gpulint_root(pass);
	double gpus = gpulint_number(gpulint_fact(pass, "parallel.gpus"));

	if (strcmp(gpulint_dialect(pass), "torchtune") != 0 || gpus < 2)
		return false;
	gather->node = gpulint_path(root, "checkpointer._component_");
	gather->each =
	    gpulint_is(gpulint_fact(pass, "load.dtype"), "fp32") ? 4 : 2;
	gather->instead = NULL;
	return gather->node != NULL;
}

/* FSDP collects parameters in 32 bits on the CPU of rank 0 (huggingface/
 * accelerate src/accelerate/utils/dataclasses.py, FullStateDictConfig);
 * ZeRO-3 those in 16 bits, a frozen model's beside its adapter (deepspeed/
 * runtime/engine.py, _zero3_consolidated_16bit_state_dict; accelerate
 * accelerator.py, get_state_dict). */
static bool
find_gather(struct gpulint_pass *pass, struct gather *gather)
{
	static const char *const paths[] = {
		"fsdp_config.fsdp_state_dict_type",
		"fsdp_config.state_dict_type",
	};
	static const char zero[] =
	    "zero_optimization.stage3_gather_16bit_weights_on_model_save";
	const struct gpulint_node *root = gpulint_root(pass);

	if (find_composer(pass, gather) || find_torchtune(pass, gather))
		return true;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		gather->node = gpulint_path(root, paths[i]);
		gather->each = 4;
		gather->instead = "SHARDED_STATE_DICT";
		if (is_full(gather->node))
			return true;
	}
	gather->node = gpulint_path(root, zero);
	if (gather->node == NULL)
		gather->node =
		    gpulint_path(gpulint_linked(pass, "deepspeed"), zero);
	gather->each = 2;
	gather->is_of_all = true;
	gather->instead = "false";
	return gpulint_truth(pass, gather->node);
}

/* All of it is trained, as where nothing is said of adapters. */
static bool
trains_all(struct gpulint_pass *pass)
{
	const struct gpulint_fact *method = gpulint_fact(pass, "train.method");

	return gpulint_is(method, "full") ||
	       (strcmp(gpulint_kind(pass), "train") == 0 &&
		   !gpulint_known(method) && !gpulint_unknown_fact(method));
}

/* Beside weights of 16 bits, none of them packed. */
static bool
trains_an_adapter(struct gpulint_pass *pass)
{
	const struct gpulint_fact *method = gpulint_fact(pass, "quant.method");

	return gpulint_is(gpulint_fact(pass, "train.method"), "lora") &&
	       (!gpulint_known(method) || gpulint_is(method, "none")) &&
	       !gpulint_unknown_fact(method);
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *limit =
	    gpulint_fact(pass, "host.memory_limit");
	const struct gpulint_fact *ram =
	    gpulint_known(limit) ? limit : gpulint_fact(pass, "target.ram");
	double params = gpulint_number(gpulint_fact(pass, "model.params"));
	double have = gpulint_number(ram);
	struct gather gather = { 0 };
	struct gpulint_finding *finding;

	if (!gpulint_known(ram) || params <= 0 || !find_gather(pass, &gather) ||
	    (!trains_all(pass) &&
		!(gather.is_of_all && trains_an_adapter(pass))) ||
	    params * gather.each <= have)
		return;
	finding = gpulint_report_at(pass, gather.node,
	    "saving collects the whole model in one process: %s of RAM; there "
	    "are %s",
	    gpulint_size(pass, params * gather.each), gpulint_size(pass, have));
	gpulint_related(finding, ram, "%s", gpulint_size(pass, have));
	if (gather.instead == NULL) {
		gpulint_help(finding, "run it on a machine with %s or more",
		    gpulint_size(pass, 1.2 * params * gather.each));
		return;
	}
	gpulint_help(finding, "set it to %s, and join the shards afterwards",
	    gather.instead);
	gpulint_replace(gpulint_fix(finding, false, "set it to %s",
			    gather.instead),
	    gather.node, gather.instead);
}

const struct gpulint_check save_gathers_in_ram = {
	.id = "save-gathers-in-ram",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
