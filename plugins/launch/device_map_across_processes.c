/* device-map-across-processes: each process would spread its own model. */

#include "conflict.h"
#include "launch.h"

#define SPREAD "device_map=auto|balanced|balanced_low_0|sequential "

static const struct conflict rows[] = {
	/* transformers modeling_utils.py: "DeepSpeed Zero-3 is not compatible
	 * with passing a `device_map`" */
	{ "hf_trl", SPREAD "@parallel.sharding=zero3",
	    "a device map and ZeRO-3 both place the weights",
	    "remove device_map", GPULINT_WARNING, "-device_map", true },
	/* accelerate accelerator.py, prepare_model: "in any distributed
	 * mode" */
	{ "hf_trl", SPREAD "deepspeed @parallel.sharding!=zero3",
	    "each process would spread its own copy over all GPUs",
	    "remove device_map", GPULINT_WARNING, "-device_map", true },
	{ "hf_trl", SPREAD "fsdp",
	    "a device map and FSDP both place the weights", "remove device_map",
	    GPULINT_WARNING, "-device_map", true },
	{ "hf_trl", SPREAD "ddp_find_unused_parameters=*",
	    "each process would spread its own copy over all GPUs",
	    "remove device_map, or train with one process", GPULINT_NOTE,
	    "-device_map", true },
	/* LLaMA-Factory hparams/parser.py, get_train_args */
	{ "llamafactory", "quantization_device_map=auto do_train",
	    "a device map does not go with training", "remove it",
	    GPULINT_ERROR, "-quantization_device_map", true },
};

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, rows, sizeof(rows) / sizeof(*rows));
}

const struct gpulint_check device_map_across_processes = {
	.id = "device-map-across-processes",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
