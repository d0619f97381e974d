/* quantization-with-sharding: ZeRO-3 or FSDP cannot share out such weights. */

#include "conflict.h"
#include "launch.h"

/*
 * They cut parameters into equal flat pieces of one floating point dtype;
 * 4-bit weights can be packed into one (bnb_4bit_quant_storage), 8-bit ones
 * carry scales beside them and cannot.
 */
static const struct conflict rows[] = {
	/* LLaMA-Factory model/model_utils/quantization.py */
	{ "llamafactory",
	    "quantization_bit=8 !quantization_method "
	    "@parallel.sharding=zero3|fsdp*",
	    "8-bit weights cannot be shared out by ZeRO-3 or FSDP",
	    "set quantization_bit: 4, or use ZeRO-2", GPULINT_ERROR,
	    "quantization_bit=4", false },
	{ "llamafactory",
	    "quantization_bit=8 quantization_method=bnb "
	    "@parallel.sharding=zero3|fsdp*",
	    "8-bit weights cannot be shared out by ZeRO-3 or FSDP",
	    "set quantization_bit: 4, or use ZeRO-2", GPULINT_ERROR,
	    "quantization_bit=4", false },
	{ "llamafactory",
	    "quantization_method=hqq|eetq quantization_bit "
	    "@parallel.sharding=zero3|fsdp*",
	    "HQQ and EETQ weights cannot be shared out by ZeRO-3 or FSDP",
	    "use quantization_method: bnb with 4 bits, or ZeRO-2",
	    GPULINT_ERROR, NULL, false },
	{ "llamafactory",
	    "model_name_or_path do_train @quant.method=gptq|awq|aqlm "
	    "@parallel.sharding=zero3|fsdp*",
	    "a GPTQ, AWQ or AQLM model cannot be shared out by ZeRO-3 or FSDP",
	    "use the unquantised model with quantization_bit: 4, or ZeRO-2",
	    GPULINT_ERROR, NULL, false },
	/* axolotl utils/schemas/validation.py, check_fsdp2_base_model_quant_rl */
	{ "axolotl", "load_in_4bit fsdp_version=2 rl=dpo|kto|orpo|ipo",
	    "FSDP 2 does not take 4-bit weights in preference training",
	    "use DeepSpeed, or fsdp_version: 1", GPULINT_ERROR, NULL, false },
	{ "axolotl", "load_in_8bit fsdp_version=2 rl=dpo|kto|orpo|ipo",
	    "FSDP 2 does not take 8-bit weights in preference training",
	    "use DeepSpeed, or fsdp_version: 1", GPULINT_ERROR, NULL, false },
	/* torch.distributed.fsdp _flat_param.py: "Must flatten tensors with
	 * uniform dtype", "Cannot flatten integer dtype tensors" */
	{ "hf_trl", "load_in_8bit fsdp fsdp_config.version!=2",
	    "FSDP cannot flatten 8-bit weights",
	    "load in 4 bits with bnb_4bit_quant_storage, or use DDP",
	    GPULINT_WARNING, NULL, false },
};

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, rows, sizeof(rows) / sizeof(*rows));
}

const struct gpulint_check quantization_with_sharding = {
	.id = "quantization-with-sharding",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
