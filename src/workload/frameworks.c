#include "workload/frameworks.h"

#include "base/number.h"

#include <string.h>

enum { CONDITIONS = 4 };

/* Holds where the fact's text is one of words; "-" stands for a fact that
 * is not known. */
struct condition {
	enum fact_id id;
	const char *words;
};

/* Fills a fact that nobody speaks of with value, or with what another has. */
struct rule {
	const char *frameworks; /* words of framework.name; NULL: any */
	const char *since; /* the oldest version that does so, NULL: any */
	struct condition when[CONDITIONS];
	enum fact_id id;
	const char *value; /* NULL: as the fact from */
	enum fact_id from;
	const char *note; /* who, and the version it was read at */
};

#define ANY NULL, NULL
#define TORCH                                                                  \
	"transformers trl peft axolotl llamafactory litgpt torchtune "         \
	"torchtitan lightning"
#define ZERO "zero1 zero2 zero3"
#define HALF "bf16 fp16"
#define MIXED "amp-bf16 amp-fp16 bf16 fp16"
#define UNQUANTISED "- none"
#define ADAPTED "lora dora"
#define UNSHARDED "- none ddp fsdp fsdp-grad-op hsdp"

/* In order: a later row sees what earlier ones have filled. */
static const struct rule rules[] = {
	/* trl 1.9: trl/trainer/base_config.py, trl/trainer/utils.py,
	 * trl/trainer/sft_trainer.py */
	{ "trl", "1.0", { { F_TRAIN_PRECISION, "-" } }, F_TRAIN_PRECISION,
	    "amp-bf16", 0, "trl 1.9" },
	{ "trl", "1.0", { { F_TRAIN_CHECKPOINTING, "-" } },
	    F_TRAIN_CHECKPOINTING, "full", 0, "trl 1.9" },
	{ "trl", "1.0", { { F_QUANT_METHOD, UNQUANTISED } }, F_LOAD_DTYPE,
	    "fp32", 0, "trl 1.9" },
	{ "trl", "1.0",
	    { { F_TRAIN_METHOD, ADAPTED },
		{ F_QUANT_METHOD, "bnb-nf4 bnb-fp4 bnb-int8" } },
	    F_TRAIN_TRAINABLE_DTYPE, "bf16", 0, "trl 1.9" },

	/* axolotl 0.18: src/axolotl/utils/config/__init__.py */
	{ "axolotl", NULL, { { F_TRAIN_PRECISION, "-" } }, F_TRAIN_PRECISION,
	    "amp-bf16", 0, "axolotl 0.18" },
	{ "axolotl", NULL, { { F_TRAIN_PRECISION, "amp-bf16 bf16" } },
	    F_LOAD_DTYPE, "bf16", 0, "axolotl 0.18" },
	{ "axolotl", NULL, { { F_TRAIN_PRECISION, "amp-fp16 fp16" } },
	    F_LOAD_DTYPE, "fp16", 0, "axolotl 0.18" },
	{ "axolotl", NULL, { { F_TRAIN_PRECISION, "fp32" } }, F_LOAD_DTYPE,
	    "fp32", 0, "axolotl 0.18" },

	/* LLaMA-Factory: src/llamafactory/model/adapter.py, model_utils */
	{ "llamafactory", NULL, { { F_TRAIN_CHECKPOINTING, "-" } },
	    F_TRAIN_CHECKPOINTING, "full", 0, "llamafactory 0.9" },
	{ "llamafactory", NULL, { { F_TRAIN_PRECISION, "amp-bf16 bf16" } },
	    F_LOAD_DTYPE, "bf16", 0, "llamafactory 0.9" },
	{ "llamafactory", NULL, { { F_TRAIN_PRECISION, "amp-fp16" } },
	    F_LOAD_DTYPE, "fp16", 0, "llamafactory 0.9" },
	{ "llamafactory", NULL,
	    { { F_TRAIN_PRECISION, "- amp-bf16 amp-fp16 fp32" },
		{ F_TRAIN_METHOD, "full freeze lora dora" },
		{ F_PARALLEL_SHARDING, UNSHARDED } },
	    F_TRAIN_TRAINABLE_DTYPE, "fp32", 0, "llamafactory 0.9" },

	/* unsloth 2026.8: unsloth/models/rl.py, which writes the arguments of
	 * TRL's trainers anew */
	{ "unsloth", "2025.2", { { F_TRAIN_OPTIMIZER, "-" } },
	    F_TRAIN_OPTIMIZER, "adamw-8bit", 0, "unsloth 2026.8" },

	/* litgpt 0.5.13: litgpt/utils.py; Fabric's true and mixed precision */
	{ "litgpt", NULL, { { F_TRAIN_PRECISION, "-" } }, F_TRAIN_PRECISION,
	    "amp-bf16", 0, "litgpt 0.5" },
	{ "litgpt", NULL, { { F_TRAIN_PRECISION, "bf16" } }, F_LOAD_DTYPE,
	    "bf16", 0, "litgpt 0.5" },
	{ "litgpt", NULL, { { F_TRAIN_PRECISION, "fp16" } }, F_LOAD_DTYPE,
	    "fp16", 0, "litgpt 0.5" },
	{ "litgpt", NULL, { { F_TRAIN_PRECISION, "amp-bf16 amp-fp16 fp32" } },
	    F_LOAD_DTYPE, "fp32", 0, "litgpt 0.5" },

	/* torchtune 0.6: recipes/, torchtune/training/precision.py */
	{ "torchtune", NULL, { { F_TRAIN_PRECISION, "bf16" } }, F_LOAD_DTYPE,
	    "bf16", 0, "torchtune 0.6" },
	{ "torchtune", NULL, { { F_TRAIN_PRECISION, "fp32" } }, F_LOAD_DTYPE,
	    "fp32", 0, "torchtune 0.6" },

	/* torchtitan: torchtitan/config/configs.py */
	{ "torchtitan", NULL, { { F_TRAIN_PRECISION, "-" } }, F_TRAIN_PRECISION,
	    "amp-bf16", 0, "torchtitan of 2026-08" },
	{ "torchtitan", NULL, { { F_TRAIN_PRECISION, "amp-bf16 fp32" } },
	    F_LOAD_DTYPE, "fp32", 0, "torchtitan of 2026-08" },

	/* peft 0.20: src/peft/utils/other.py, autocast_adapter_dtype */
	{ "peft", NULL,
	    { { F_TRAIN_METHOD, ADAPTED },
		{ F_QUANT_METHOD, "bnb-nf4 bnb-fp4 bnb-int8" } },
	    F_LOAD_DTYPE, "fp32", 0, "peft 0.20" },
	{ "peft trl transformers axolotl", NULL,
	    { { F_TRAIN_METHOD, ADAPTED }, { F_LOAD_DTYPE, HALF },
		{ F_TRAIN_PRECISION, "- amp-bf16 amp-fp16 fp32" },
		{ F_PARALLEL_SHARDING, UNSHARDED } },
	    F_TRAIN_TRAINABLE_DTYPE, "fp32", 0, "peft 0.20" },

	/* accelerate 1.10: accelerator.py, _prepare_fsdp; utils/fsdp_utils.py,
	 * fsdp2_prepare_model: what FSDP trains is upcast under mixed precision
	 */
	{ "transformers trl llamafactory ms-swift", NULL,
	    { { F_TRAIN_METHOD, "- full" },
		{ F_TRAIN_PRECISION, "amp-bf16 amp-fp16" },
		{ F_PARALLEL_SHARDING, "fsdp fsdp-grad-op hsdp" },
		{ F_QUANT_METHOD, UNQUANTISED } },
	    F_TRAIN_TRAINABLE_DTYPE, "fp32", 0, "accelerate 1.10" },

	/* Megatron-LM: megatron/training/arguments.py, core/optimizer */
	{ "megatron", NULL, { { F_TRAIN_PRECISION, MIXED } },
	    F_TRAIN_MASTER_WEIGHTS, "yes", 0, "Megatron-LM" },
	{ "megatron", NULL, { { F_TRAIN_PRECISION, MIXED } },
	    F_TRAIN_OPTIMIZER_STATE_DTYPE, "fp32", 0, "Megatron-LM" },
	{ "megatron", NULL, { { F_TRAIN_PRECISION, "amp-bf16 bf16" } },
	    F_TRAIN_GRAD_DTYPE, "fp32", 0, "Megatron-LM" },

	/* DeepSpeed 0.19: deepspeed/runtime/engine.py, zero/stage_1_and_2.py;
	 * under any framework that hands it the optimizer */
	{ ANY, { { F_PARALLEL_SHARDING, ZERO }, { F_TRAIN_PRECISION, MIXED } },
	    F_TRAIN_MASTER_WEIGHTS, "yes", 0, "DeepSpeed 0.19" },
	{ ANY,
	    { { F_PARALLEL_SHARDING, ZERO }, { F_TRAIN_PRECISION, MIXED },
		{ F_TRAIN_OPTIMIZER, "- adamw" } },
	    F_TRAIN_OPTIMIZER_STATE_DTYPE, "fp32", 0, "DeepSpeed 0.19" },
	{ ANY,
	    { { F_PARALLEL_SHARDING, ZERO },
		{ F_TRAIN_PRECISION, "amp-bf16 bf16" } },
	    F_TRAIN_GRAD_DTYPE, "bf16", 0, "DeepSpeed 0.19" },
	{ ANY,
	    { { F_PARALLEL_SHARDING, ZERO },
		{ F_TRAIN_PRECISION, "amp-fp16 fp16" } },
	    F_TRAIN_GRAD_DTYPE, "fp16", 0, "DeepSpeed 0.19" },

	/* torch: nothing casts, so parameters stay what they were loaded as,
	 * and gradients and states follow the parameters */
	{ TORCH, NULL,
	    { { F_TRAIN_METHOD, "- full freeze" },
		{ F_PARALLEL_SHARDING, UNSHARDED },
		{ F_QUANT_METHOD, UNQUANTISED } },
	    F_TRAIN_TRAINABLE_DTYPE, NULL, F_LOAD_DTYPE, "torch 2.8" },
	{ TORCH, NULL,
	    { { F_PARALLEL_SHARDING, UNSHARDED },
		{ F_TRAIN_MASTER_WEIGHTS, "- no" } },
	    F_TRAIN_GRAD_DTYPE, NULL, F_TRAIN_TRAINABLE_DTYPE, "torch 2.8" },
	{ TORCH, NULL,
	    { { F_PARALLEL_SHARDING, UNSHARDED },
		{ F_TRAIN_MASTER_WEIGHTS, "- no" },
		{ F_TRAIN_OPTIMIZER, "adamw sgd" } },
	    F_TRAIN_OPTIMIZER_STATE_DTYPE, NULL, F_TRAIN_TRAINABLE_DTYPE,
	    "torch 2.8" },
	{ ANY,
	    { { F_TRAIN_OPTIMIZER, "adamw-8bit paged-adamw-8bit lion-8bit" } },
	    F_TRAIN_OPTIMIZER_STATE_DTYPE, "int8", 0, "bitsandbytes 0.46" },
	{ ANY, { { F_TRAIN_OPTIMIZER, "paged-adamw-32bit" } },
	    F_TRAIN_OPTIMIZER_STATE_DTYPE, "fp32", 0, "bitsandbytes 0.46" },
};

static bool
is_among(const char *words, const char *text)
{
	size_t length = strlen(text);

	while (*words != '\0') {
		size_t n = strcspn(words, " ");

		if (n == length && memcmp(words, text, n) == 0)
			return true;
		words += n;
		words += strspn(words, " ");
	}
	return false;
}

static bool
holds(const struct workload *w, const struct condition *condition)
{
	const struct fact *fact = workload_fact(w, condition->id);

	if (fact->state == FACT_UNKNOWN)
		return false;
	if (fact->state == FACT_ABSENT)
		return is_among(condition->words, "-");
	if (fact_rows[condition->id].type == FACT_TYPE_FLAG)
		return is_among(condition->words,
		    fact->number != 0 ? "yes" : "no");
	return is_among(condition->words, fact_text(w, condition->id));
}

/* Versions are dotted numbers; a date says nothing about them, but where they
 * count years themselves. */
static bool
is_recent(const struct workload *w, const char *since)
{
	const char *version = fact_text(w, F_FRAMEWORK_VERSION);

	if (since == NULL || *version == '\0')
		return true;
	return (version_compare(version, "2000") < 0 ||
		   version_compare(since, "2000") >= 0) &&
	       version_compare(version, since) >= 0;
}

static bool
applies(const struct workload *w, const struct rule *rule)
{
	if (workload_fact(w, rule->id)->state != FACT_ABSENT)
		return false;
	if (rule->frameworks != NULL &&
	    !is_among(rule->frameworks, fact_text(w, F_FRAMEWORK_NAME)))
		return false;
	for (size_t i = 0; i < CONDITIONS && rule->when[i].words != NULL; i++) {
		if (!holds(w, &rule->when[i]))
			return false;
	}
	return is_recent(w, rule->since);
}

static void
apply(struct workload *w, const struct rule *rule)
{
	struct origin origin = origin_note(ORIGIN_DEFAULT, rule->note);

	if (rule->value != NULL)
		workload_set_text(w, rule->id, rule->value, &origin);
	else if (fact_known(w, rule->from))
		workload_set_text(w, rule->id, fact_text(w, rule->from),
		    &origin);
}

void
frameworks_complete(struct workload *w)
{
	if (w->kind == WORKLOAD_SERVE)
		return;
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		if (applies(w, &rules[i]))
			apply(w, &rules[i]);
	}
}
