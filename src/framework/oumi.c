/* oumi: what Oumi hands on to TRL's and transformers' trainers where the file
 * says nothing.  Read at oumi-ai/oumi@d8ed077 src/oumi/core/configs/params and
 * src/oumi/builders/models.py. */

#include "dialect/codes.h"
#include "dialect/derive.h"
#include "framework/deepspeed.h"

#include <string.h>

static const char framework[] = "oumi 0.8";

/* Its own loop and verl's are other programs. */
static bool
is_trainer_of_transformers(const struct workload *w)
{
	const char *type = map_text(w, "training.trainer_type");

	return !*type || strncmp(type, "TRL_", 4) == 0 ||
	       strcmp(type, "HF") == 0;
}

static void
set_quantisation(struct workload *w)
{
	struct origin origin = map_origin(w, "peft.q_lora");
	const char *type = map_text(w, "peft.bnb_4bit_quant_type");

	if (!map_flag(w, "peft.q_lora", false))
		return;
	if (map_number(w, "peft.q_lora_bits", 4) >= 8)
		map_set(w, F_QUANT_METHOD, "bnb-int8", &origin);
	else
		map_set(w, F_QUANT_METHOD,
		    strcmp(type, "nf4") == 0 ? "bnb-nf4" : "bnb-fp4", &origin);
	derive_default(w, F_QUANT_COMPUTE_DTYPE, "fp32", framework);
}

static void
set_method(struct workload *w)
{
	if (map_flag(w, "training.use_peft", false)) {
		derive_text(w, F_TRAIN_METHOD, "lora", "training.use_peft");
		derive_default(w, F_TRAIN_LORA_RANK, "8", framework);
		derive_default(w, F_TRAIN_LORA_ALPHA, "8", framework);
		derive_default(w, F_TRAIN_LORA_DROPOUT, "0", framework);
		set_quantisation(w);
	} else if (node_length(node_path(w->root, "model.freeze_layers")) > 0) {
		derive_unknown(w, F_TRAIN_METHOD, "a part of it is frozen");
	} else {
		derive_default(w, F_TRAIN_METHOD, "full", framework);
	}
}

/* Autocast is for weights of fp32 alone; else they compute as they are. */
static void
set_precision(struct workload *w)
{
	if (w->facts[F_TRAIN_PRECISION].state != FACT_ABSENT)
		derive_default(w, F_LOAD_DTYPE, "fp32", framework);
	else if (fact_known(w, F_LOAD_DTYPE))
		derive_text(w, F_TRAIN_PRECISION, fact_text(w, F_LOAD_DTYPE),
		    "the weights' dtype");
}

/* Its recipes have the model's own limit for rows of any length, so that only
 * packed ones are known to be as long. */
static void
set_rows(struct workload *w)
{
	struct origin origin = map_origin(w, "model.model_max_length");

	if (fact_is(w, F_TRAIN_SEQ_KIND, "packed") ||
	    !fact_known(w, F_TRAIN_SEQ_LEN))
		return;
	memset(&w->facts[F_TRAIN_SEQ_LEN], 0, sizeof(struct fact));
	workload_set_unknown(w, F_TRAIN_SEQ_LEN,
	    "rows are cut at model.model_max_length, and may be shorter",
	    &origin);
	derive_default(w, F_TRAIN_SEQ_KIND, "cap", framework);
}

static void
set_fsdp(struct workload *w)
{
	static const char *const strategies[][2] = {
		{ "FULL_SHARD", "fsdp" },
		{ "SHARD_GRAD_OP", "fsdp-grad-op" },
		{ "HYBRID_SHARD", "hsdp" },
		{ "NO_SHARD", "ddp" },
	};
	const char *strategy = map_text(w, "fsdp.sharding_strategy");
	struct origin origin = map_origin(w, "fsdp.enable_fsdp");

	if (!*strategy)
		strategy = "FULL_SHARD";
	for (size_t i = 0; i < sizeof(strategies) / sizeof(*strategies); i++)
		if (strcmp(strategy, strategies[i][0]) == 0)
			map_set(w, F_PARALLEL_SHARDING, strategies[i][1],
			    &origin);
	derive_unknown(w, F_PARALLEL_SHARDING, "a strategy of its own");
	origin = map_origin(w, "fsdp.cpu_offload");
	if (map_flag(w, "fsdp.cpu_offload", false)) {
		map_set(w, F_TRAIN_OFFLOAD_PARAMS, "cpu", &origin);
		map_set(w, F_TRAIN_OFFLOAD_OPTIMIZER, "cpu", &origin);
	}
}

static void
set_deepspeed(struct workload *w)
{
	const char *stage = map_text(w, "deepspeed.zero_stage");
	struct origin origin = map_origin(w, "deepspeed.zero_stage");
	size_t n = strlen(stage);

	if (w->facts[F_PARALLEL_SHARDING].state != FACT_ABSENT)
		return; /* its own file says */
	if (n && strchr("123", stage[n - 1]))
		map_set(w, F_PARALLEL_SHARDING,
		    arena_printf(w->arena, "zero%c", stage[n - 1]), &origin);
	else
		derive_default(w, F_PARALLEL_SHARDING, "ddp", framework);
	if (map_pair(w->root, "deepspeed.offload_optimizer"))
		derive_text(w, F_TRAIN_OFFLOAD_OPTIMIZER, "cpu",
		    "deepspeed.offload_optimizer");
	if (map_pair(w->root, "deepspeed.offload_param"))
		derive_text(w, F_TRAIN_OFFLOAD_PARAMS, "cpu",
		    "deepspeed.offload_param");
}

static void
derive(struct reading *reading, struct workload *w)
{
	const char *type = map_text(w, "training.trainer_type");

	(void)reading;
	if (!is_trainer_of_transformers(w)) {
		w->kind = WORKLOAD_OTHER;
		return;
	}
	derive_text(w, F_FRAMEWORK_NAME,
	    strncmp(type, "TRL_", 4) == 0 ? "trl" : "transformers",
	    "training.trainer_type");
	derive_default(w, F_TRAIN_STAGE, "sft", framework);
	set_method(w);
	set_precision(w);
	set_rows(w);
	derive_default(w, F_TRAIN_LOSS, "plain", framework);
	if (!map_pair(w->root, "training.save_steps"))
		derive_default(w, F_SAVE_EVERY_STEPS, "500", framework);
	if (map_flag(w, "fsdp.enable_fsdp", false))
		set_fsdp(w);
	else if (map_flag(w, "deepspeed.enable_deepspeed", false))
		set_deepspeed(w);
	deepspeed_settle(w);
}

const struct dialect_code code_oumi = { .name = "oumi", .derive = derive };
