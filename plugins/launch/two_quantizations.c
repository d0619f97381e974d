/* two-quantizations: the weights are quantised twice over. */

#include "conflict.h"
#include "launch.h"

/* Each row names the check that stops the job. */
static const struct conflict rows[] = {
	/* trl/trainer/model_config.py, __post_init__; transformers
	 * utils/quantization_config.py, BitsAndBytesConfig */
	{ "hf_trl", "load_in_8bit load_in_4bit",
	    "weights are loaded in 8 bits and in 4 bits",
	    "keep one of load_in_8bit and load_in_4bit", GPULINT_ERROR, NULL,
	    false },
	/* axolotl utils/schemas/peft.py, validate_qlora */
	{ "axolotl", "load_in_8bit adapter=qlora !merge_lora",
	    "qlora trains over 4-bit weights, and load_in_8bit is on",
	    "set load_in_4bit instead, or adapter: lora", GPULINT_ERROR,
	    "-load_in_8bit", false },
	{ "axolotl", "gptq adapter=qlora !merge_lora",
	    "qlora trains over 4-bit bitsandbytes weights, and gptq is on",
	    "use adapter: lora over a GPTQ model", GPULINT_ERROR, NULL, false },
	/* utils/schemas/validation.py, check_model_quantization_config_vs_bnb */
	{ "axolotl", "model_quantization_config load_in_4bit",
	    "model_quantization_config and load_in_4bit both quantise",
	    "keep one of them", GPULINT_ERROR, NULL, false },
	{ "axolotl", "model_quantization_config load_in_8bit",
	    "model_quantization_config and load_in_8bit both quantise",
	    "keep one of them", GPULINT_ERROR, NULL, false },
	/* utils/schemas/config.py, check_qat_config */
	{ "axolotl", "qat load_in_4bit",
	    "quantisation-aware training cannot start from 4-bit weights",
	    "turn load_in_4bit off", GPULINT_ERROR, "-load_in_4bit", false },
	{ "axolotl", "qat load_in_8bit",
	    "quantisation-aware training cannot start from 8-bit weights",
	    "turn load_in_8bit off", GPULINT_ERROR, "-load_in_8bit", false },
	/* LLaMA-Factory hparams/parser.py, get_train_args */
	{ "llamafactory", "fp8 quantization_bit do_train",
	    "training in fp8 and quantised weights exclude each other",
	    "drop quantization_bit, or fp8", GPULINT_ERROR, NULL, false },
};

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, rows, sizeof(rows) / sizeof(*rows));
}

const struct gpulint_check two_quantizations = {
	.id = "two-quantizations",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
