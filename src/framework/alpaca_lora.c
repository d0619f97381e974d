/* alpaca_lora: what finetune.py does whatever it is told.  Read at
 * tloen/alpaca-lora@0003a00 finetune.py: the base in 8 bits, prepared for that
 * by PEFT, which turns checkpointing on, and fp16 autocast. */

#include "dialect/codes.h"
#include "dialect/derive.h"

static const char framework[] = "alpaca-lora 2023";

static void
derive(struct reading *reading, struct workload *w)
{
	static const struct {
		enum fact_id id;
		const char *text;
	} defaults[] = { { F_TRAIN_STAGE, "sft" }, { F_TRAIN_METHOD, "lora" },
		{ F_QUANT_METHOD, "bnb-int8" }, { F_LOAD_DTYPE, "fp16" },
		{ F_TRAIN_PRECISION, "amp-fp16" },
		{ F_TRAIN_CHECKPOINTING, "full" },
		{ F_TRAIN_OPTIMIZER, "adamw" }, { F_TRAIN_MICRO_BATCH, "4" },
		{ F_TRAIN_GLOBAL_BATCH, "128" }, { F_TRAIN_SEQ_LEN, "256" },
		{ F_TRAIN_SEQ_KIND, "cap" }, { F_TRAIN_EPOCHS, "3" },
		{ F_TRAIN_LORA_RANK, "8" }, { F_TRAIN_LORA_ALPHA, "16" },
		{ F_TRAIN_LORA_DROPOUT, "0.05" },
		{ F_TRAIN_LORA_TARGETS, "q, v" }, { F_SAVE_EVERY_STEPS, "200" },
		{ F_SAVE_KEEP, "3" } };

	(void)reading;
	for (size_t i = 0; i < sizeof(defaults) / sizeof(*defaults); i++)
		derive_default(w, defaults[i].id, defaults[i].text, framework);
}

const struct dialect_code code_alpaca_lora = { .name = "alpaca_lora",
	.derive = derive };
