/* quantization-without-adapter: quantised weights cannot be trained. */

#include "conflict.h"
#include "launch.h"

static const struct conflict rows[] = {
	/* axolotl utils/schemas/peft.py, validate_adapter */
	{ "axolotl", "load_in_4bit !adapter !inference !merge_lora",
	    "4-bit weights are trained without an adapter",
	    "set adapter: qlora, or turn load_in_4bit off", GPULINT_ERROR, NULL,
	    false },
	{ "axolotl", "load_in_8bit !adapter !inference !merge_lora",
	    "8-bit weights are trained without an adapter",
	    "set adapter: lora, or turn load_in_8bit off", GPULINT_ERROR, NULL,
	    false },
	/* validate_qlora */
	{ "axolotl", "adapter=qlora load_in_4bit=false !merge_lora",
	    "qlora needs 4-bit weights, and load_in_4bit is off",
	    "set load_in_4bit: true, or adapter: lora", GPULINT_ERROR, NULL,
	    false },
	{ "axolotl",
	    "adapter=qlora !load_in_4bit !load_in_8bit !gptq !merge_lora "
	    "load_in_4bit!=false",
	    "qlora needs 4-bit weights, and load_in_4bit is empty",
	    "set load_in_4bit: true, or adapter: lora", GPULINT_ERROR, NULL,
	    false },
	/* LLaMA-Factory hparams/parser.py, _verify_model_args */
	{ "llamafactory", "quantization_bit finetuning_type=full|freeze",
	    "quantised weights are trained without an adapter",
	    "set finetuning_type: lora, or drop quantization_bit",
	    GPULINT_ERROR, NULL, false },
	/* transformers trainer.py: "You cannot perform fine-tuning on purely
	 * quantized models" */
	{ "hf_trl", "load_in_4bit use_peft=false",
	    "4-bit weights are trained without an adapter",
	    "set use_peft: true, or turn load_in_4bit off", GPULINT_WARNING,
	    NULL, false },
	{ "hf_trl", "load_in_8bit use_peft=false",
	    "8-bit weights are trained without an adapter",
	    "set use_peft: true, or turn load_in_8bit off", GPULINT_WARNING,
	    NULL, false },
};

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, rows, sizeof(rows) / sizeof(*rows));
}

const struct gpulint_check quantization_without_adapter = {
	.id = "quantization-without-adapter",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
