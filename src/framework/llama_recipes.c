/* llama_recipes: what Meta's finetuning script takes where the command says
 * nothing.  Read at meta-llama/llama-cookbook@0e00335 src/llama_cookbook. */

#include "dialect/codes.h"
#include "dialect/derive.h"

#include <string.h>

static const char framework[] = "llama-cookbook 0.0.5";

/* A flag of fsdp_config, with or without its prefix. */
static bool
is_on(const struct workload *w, const char *name, bool otherwise)
{
	return map_flag(w, name,
	    map_flag(w, arena_printf(w->arena, "fsdp_config.%s", name),
		otherwise));
}

static void
set_method(struct workload *w)
{
	const char *method = map_text(w, "peft_method");

	if (map_flag(w, "freeze_layers", false) ||
	    map_flag(w, "freeze_LLM_only", false)) {
		derive_unknown(w, F_TRAIN_METHOD, "a part of it is frozen");
	} else if (!map_flag(w, "use_peft", false)) {
		derive_default(w, F_TRAIN_METHOD, "full", framework);
	} else if (*method && strcmp(method, "lora") != 0) {
		derive_unknown(w, F_TRAIN_METHOD, "peft_method decides it");
	} else {
		derive_text(w, F_TRAIN_METHOD, "lora", "use_peft");
		derive_default(w, F_TRAIN_LORA_RANK, "8", framework);
		derive_default(w, F_TRAIN_LORA_TARGETS, "q, v", framework);
		derive_default(w, F_TRAIN_LORA_DROPOUT, "0.05", framework);
	}
}

/* Weights stay in the 16 bits that the checkpoint has them in: FSDP's mixed
 * precision computes in the same. */
static void
set_precision(struct workload *w)
{
	derive_default(w, F_LOAD_DTYPE, "bf16", framework);
	derive_text(w, F_TRAIN_PRECISION, fact_text(w, F_LOAD_DTYPE),
	    "the weights' dtype");
}

static void
derive(struct reading *reading, struct workload *w)
{
	bool fsdp = map_flag(w, "enable_fsdp", false);

	(void)reading;
	derive_default(w, F_TRAIN_STAGE, "sft", framework);
	derive_default(w, F_TRAIN_MICRO_BATCH, "4", framework);
	derive_default(w, F_TRAIN_ACCUMULATION, "1", framework);
	derive_default(w, F_TRAIN_SEQ_LEN, "4096", framework);
	derive_default(w, F_TRAIN_SEQ_KIND, "packed", framework);
	derive_default(w, F_TRAIN_EPOCHS, "3", framework);
	derive_default(w, F_TRAIN_OPTIMIZER, "adamw", framework);
	derive_default(w, F_PARALLEL_SHARDING, fsdp ? "fsdp" : "none",
	    framework);
	if (!fsdp)
		derive_number(w, F_PARALLEL_GPUS, 1, "without enable_fsdp");
	derive_default(w, F_TRAIN_CHECKPOINTING,
	    fsdp && is_on(w, "fsdp_activation_checkpointing", true) ? "full"
								    : "none",
	    framework);
	set_precision(w);
	set_method(w);
}

const struct dialect_code code_llama_recipes = { .name = "llama_recipes",
	.derive = derive };
