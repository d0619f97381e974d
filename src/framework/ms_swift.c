/* ms_swift: what ms-swift's trainers take where a file says nothing, and what
 * its Megatron half does otherwise.  Read at modelscope/ms-swift@3602360
 * swift/arguments, swift/trainers/arguments.py,
 * swift/megatron/arguments/megatron_args.py, swift/config. */

#include "dialect/codes.h"
#include "dialect/derive.h"
#include "framework/deepspeed.h"
#include "framework/trainer.h"

#include <math.h>
#include <string.h>

static const char framework[] = "ms-swift 4.6";

/* Megatron's arguments stand in files of megatron sft and of swift.ray. */
static bool
is_megatron(const struct workload *w)
{
	static const char *const marks[] = { "micro_batch_size",
		"global_batch_size", "recompute_granularity",
		"tensor_model_parallel_size", "expert_model_parallel_size",
		"train_iters", "no_save_optim", "attention_backend", "train",
		"mcore_model", NULL };

	return map_has_any(w->root, marks) &&
	       !map_pair(w->root, "per_device_train_batch_size");
}

/* The text of a key on top or of the training group. */
static const char *
text_of(const struct workload *w, const char *key)
{
	const char *inner =
	    map_text(w, arena_printf(w->arena, "train.%s", key));

	return *inner ? inner : map_text(w, key);
}

static void
set_stage(struct workload *w)
{
	static const struct translation stages[] = { { "dpo", "dpo" },
		{ "kto", "kto" }, { "orpo", "orpo" }, { "rm", "rm" },
		{ "ppo", "ppo" }, { "grpo", "grpo" }, { NULL, NULL } };
	const char *type = map_text(w, "rlhf_type");
	struct origin origin = map_origin(w, "rlhf_type");

	if (!*type) {
		derive_text(w, F_TRAIN_STAGE, "sft", "no rlhf_type");
		return;
	}
	for (const struct translation *t = stages; t->written; t++) {
		if (strcmp(t->written, type) == 0)
			map_set(w, F_TRAIN_STAGE, t->meant, &origin);
	}
	if (!fact_known(w, F_TRAIN_STAGE))
		workload_set_unknown(w, F_TRAIN_STAGE,
		    arena_printf(w->arena, "rlhf_type %s", type), &origin);
}

static void
set_method(struct workload *w, bool megatron)
{
	static const char *const keys[] = { "tuner_type", "train_type",
		"sft_type", NULL };
	const char *type = "";

	for (size_t i = 0; keys[i] && !*type; i++)
		type = text_of(w, keys[i]);
	if (!*type)
		type = megatron ? "full" : "lora";
	if (strcmp(type, "full") == 0 && map_flag(w, "freeze_llm", false)) {
		derive_unknown(w, F_TRAIN_METHOD,
		    "freeze_llm leaves the decoder as it is");
		return;
	}
	if (strcmp(type, "full") == 0) {
		derive_text(w, F_TRAIN_METHOD, "full", "tuner_type");
		return;
	}
	if (strncmp(type, "lora", 4) != 0) {
		derive_unknown(w, F_TRAIN_METHOD,
		    arena_printf(w->arena, "tuner_type %s", type));
		return;
	}
	derive_text(w, F_TRAIN_METHOD,
	    map_flag(w, "use_dora", false) ? "dora" : "lora", "tuner_type");
	derive_default(w, F_TRAIN_LORA_RANK, "8", framework);
	derive_default(w, F_TRAIN_LORA_ALPHA, "32", framework);
	derive_default(w, F_TRAIN_LORA_DROPOUT, "0.05", framework);
	derive_default(w, F_TRAIN_LORA_TARGETS, "all-linear", framework);
}

static void
set_quantisation(struct workload *w)
{
	const char *method = map_text(w, "quant_method");
	struct origin origin = map_origin(w, "quant_method");
	double bits = fact_number(w, F_QUANT_BITS, 0);
	bool fp4 = strcmp(map_text(w, "bnb_4bit_quant_type"), "fp4") == 0;

	if (!*method && bits > 0) {
		method = "bnb";
		origin = map_origin(w, "quant_bits");
	}
	if (strcmp(method, "bnb") != 0) {
		if (*method)
			map_set(w, F_QUANT_METHOD, method, &origin);
		return;
	}
	map_set(w, F_QUANT_METHOD,
	    bits == 8 ? "bnb-int8"
	    : fp4     ? "bnb-fp4"
		      : "bnb-nf4",
	    &origin);
	if (bits != 8)
		derive_text(w, F_QUANT_DOUBLE,
		    map_flag(w, "bnb_4bit_use_double_quant", true) ? "yes"
								   : "no",
		    "bnb_4bit_use_double_quant, true unless said");
	if (fact_known(w, F_LOAD_DTYPE))
		derive_text(w, F_QUANT_COMPUTE_DTYPE,
		    fact_is(w, F_LOAD_DTYPE, "bf16") ? "bf16" : "fp32",
		    "torch_dtype");
}

/* The autocast is that of bf16 and fp16, or else of a torch_dtype that is
 * written (swift/arguments/base_args/model_args.py, _init_mixed_precision). */
static void
follow_dtype(struct workload *w)
{
	struct origin origin = map_origin(w,
	    map_pair(w->root, "torch_dtype") ? "torch_dtype" : "dtype");

	if (trainer_precision(w) || !fact_known(w, F_LOAD_DTYPE))
		return;
	if (fact_is(w, F_LOAD_DTYPE, "bf16"))
		map_set(w, F_TRAIN_PRECISION, "amp-bf16", &origin);
	else if (fact_is(w, F_LOAD_DTYPE, "fp16") ||
		 fact_is(w, F_LOAD_DTYPE, "fp32"))
		map_set(w, F_TRAIN_PRECISION, "amp-fp16", &origin);
}

/* torch_dtype: the checkpoint's own, and the autocast follows it. */
static void
set_precision(struct reading *reading, struct workload *w, bool megatron)
{
	const struct model *model = NULL;
	bool exact, half;

	if (!megatron)
		follow_dtype(w);
	if (fact_known(w, F_MODEL_ID))
		model = catalog_model(reading->catalog,
		    fact_text(w, F_MODEL_ID), &exact);
	if (!fact_known(w, F_LOAD_DTYPE) && model && model->dtype &&
	    *model->dtype)
		derive_text(w, F_LOAD_DTYPE, model->dtype,
		    "no torch_dtype: the checkpoint's own dtype");
	derive_default(w, F_LOAD_DTYPE, "bf16", framework);
	if (!megatron) {
		if (!fact_known(w, F_TRAIN_PRECISION))
			derive_text(w, F_TRAIN_PRECISION,
			    fact_is(w, F_LOAD_DTYPE, "bf16") ? "amp-bf16"
							     : "amp-fp16",
			    "torch_dtype");
		return;
	}
	half = map_flag(w, "fp16", false);
	derive_text(w, F_TRAIN_PRECISION, half ? "fp16" : "bf16",
	    "Megatron holds 16-bit weights");
	derive_text(w, F_TRAIN_MASTER_WEIGHTS, "yes",
	    "the optimizer keeps fp32 copies of 16-bit weights");
	derive_text(w, F_TRAIN_GRAD_DTYPE, half ? "fp16" : "fp32",
	    "main_grads_dtype, fp32 unless said, under bf16");
}

/* Prompt and answer are one row of GRPO. */
static void
set_rows(struct workload *w, bool megatron)
{
	double prompt = map_number(w, "max_length", 0);
	double answer = map_number(w, "max_completion_length", 512);

	if (fact_is(w, F_TRAIN_STAGE, "grpo") && prompt > 0) {
		memset(&w->facts[F_TRAIN_SEQ_LEN], 0, sizeof(struct fact));
		derive_number(w, F_TRAIN_SEQ_LEN, prompt + answer,
		    "max_length + max_completion_length");
	}
	derive_unknown(w, F_TRAIN_SEQ_LEN,
	    "no max_length: rows are as long as the model takes");
	derive_default(w, F_TRAIN_SEQ_KIND, "cap", framework);
	derive_default(w, F_TRAIN_MICRO_BATCH, "1", framework);
	if (megatron)
		derive_default(w, F_TRAIN_GLOBAL_BATCH, "16", framework);
	else if (*map_text(w, "rlhf_type"))
		derive_default(w, F_TRAIN_ACCUMULATION, "1", framework);
}

static void
set_reference(struct workload *w)
{
	const char *stage = fact_text(w, F_TRAIN_STAGE);
	bool beta = strcmp(stage, "grpo") != 0 || map_number(w, "beta", 1) > 0;
	bool needs = strcmp(stage, "dpo") == 0 || strcmp(stage, "kto") == 0 ||
		     strcmp(stage, "ppo") == 0 || strcmp(stage, "grpo") == 0;

	if (needs && beta)
		derive_text(w, F_TRAIN_REFERENCE_MODEL,
		    fact_is(w, F_TRAIN_METHOD, "full") ? "full"
						       : "adapter-base",
		    "rlhf_type");
	else
		derive_text(w, F_TRAIN_REFERENCE_MODEL, "none", "rlhf_type");
}

/*
 * swift/arguments/rlhf_args.py: over a LoRA the student's own base is the
 * teacher where they are named alike, and PPO trains a value model of the
 * reward model's size.
 */
static void
set_companions(struct workload *w)
{
	const char *type = map_text(w, "rlhf_type");
	const char *teacher = map_text(w, "teacher_model");
	const struct pair *reward = map_pair(w->root, "reward_model");
	bool own = strcmp(teacher, fact_text(w, F_MODEL_ID)) == 0 &&
		   !fact_is(w, F_TRAIN_METHOD, "full");

	if (strcmp(type, "ppo") == 0)
		derive_unknown(w, F_TRAIN_OTHER_MODELS,
		    "the value model is trained beside the policy");
	else if (*teacher && map_number(w, "teacher.gpus", 0) > 0)
		return; /* a group of its own under Ray */
	else if (*teacher && node_get(w->root, "train"))
		derive_unknown(w, F_TRAIN_OTHER_MODELS,
		    "how Ray's groups share the teacher is not known");
	else if (*teacher && strcmp(type, "gkd") == 0) {
		if (!own)
			derive_text(w, F_TRAIN_OTHER_MODELS, teacher,
			    "teacher_model");
		if (map_number(w, "gkd_logits_topk", 0) <= 0)
			derive_text(w, F_TRAIN_DISTILLATION, "yes",
			    "rlhf_type gkd");
	} else if (reward && node_is(reward->value, NODE_SEQUENCE))
		derive_unknown(w, F_TRAIN_OTHER_MODELS,
		    "several reward models are not added up");
	else if (*map_text(w, "reward_model") && strcmp(type, "rm") != 0)
		derive_text(w, F_TRAIN_OTHER_MODELS,
		    map_text(w, "reward_model"), "reward_model");
}

/* swift/config: names that stand for files of ms-swift's own. */
static void
set_shipped(struct workload *w)
{
	const char *name = map_text(w, "deepspeed");
	struct origin origin = map_origin(w, "deepspeed");
	char stage[] = "zeroN";

	if (strncmp(name, "zero", 4) != 0 || name[4] < '0' || name[4] > '3' ||
	    (name[5] && strcmp(name + 5, "_offload") != 0) ||
	    workload_fact(w, F_TRAIN_OFFLOAD_PARAMS)->state != FACT_UNKNOWN)
		return;
	stage[4] = name[4];
	map_set(w, F_PARALLEL_SHARDING, name[4] == '0' ? "ddp" : stage,
	    &origin);
	map_set(w, F_TRAIN_OFFLOAD_OPTIMIZER, name[5] ? "cpu" : "none",
	    &origin);
	map_set(w, F_TRAIN_OFFLOAD_PARAMS,
	    name[5] && name[4] == '3' ? "cpu" : "none", &origin);
}

static void
set_sharding(struct workload *w, bool megatron)
{
	if (megatron) {
		derive_text(w, F_PARALLEL_SHARDING,
		    map_flag(w, "use_distributed_optimizer", true) ? "distopt"
								   : "ddp",
		    "use_distributed_optimizer, true unless said");
		return;
	}
	if (strcmp(map_text(w, "fsdp"), "fsdp2") == 0)
		derive_text(w, F_PARALLEL_SHARDING, "fsdp", "fsdp");
	else
		trainer_sharding(w);
	set_shipped(w);
}

/* The rollout engine takes its share of the training GPUs only where it runs
 * on them. */
static void
set_rollout(struct workload *w)
{
	bool ray = node_is(node_get(w->root, "rollout"), NODE_MAPPING);
	bool apart = ray ? !node_get(w->root, "colocate_groups")
			 : strcmp(map_text(w, "vllm_mode"), "colocate") != 0;

	if (apart || (!ray && !map_flag(w, "use_vllm", false)))
		memset(&w->facts[F_SERVE_MEMORY_FRACTION], 0,
		    sizeof(struct fact));
	else
		derive_default(w, F_SERVE_MEMORY_FRACTION, "0.9", framework);
	if (!apart && !ray && map_number(w, "sleep_level", 0) == 0)
		workload_set(w, F_TRAIN_ROLLOUT_SHARE,
		    &w->facts[F_SERVE_MEMORY_FRACTION]);
}

/* A checkpoint converted for Megatron, which ms-swift's own scripts call by
 * the model's name: Qwen2.5-7B-Instruct-mcore. */
static void
set_loaded(struct workload *w)
{
	const char *path = map_text(w, "load");
	size_t length = strlen(path);
	struct origin origin = map_origin(w, "load");

	if (!fact_known(w, F_MODEL_ID) && length > 6 &&
	    strcmp(path + length - 6, "-mcore") == 0)
		map_set(w, F_MODEL_ID, path, &origin);
}

/* swift/arguments/base_args, GaLore's half of swift/trainers/arguments.py. */
static void
set_optimizer(struct workload *w)
{
	struct origin origin = map_origin(w, "use_galore");

	if (!map_flag(w, "use_galore", false)) {
		trainer_optimizer(w, "optim");
		return;
	}
	memset(&w->facts[F_TRAIN_OPTIMIZER], 0, sizeof(struct fact));
	map_set(w, F_TRAIN_OPTIMIZER,
	    map_flag(w, "galore_quantization", false) ? "q-galore" : "galore",
	    &origin);
	derive_number(w, F_TRAIN_OPTIMIZER_RANK,
	    map_number(w, "galore_rank", 128), "galore_rank, 128 unless said");
}

static void
derive(struct reading *reading, struct workload *w)
{
	bool megatron = is_megatron(w);

	if (megatron)
		set_loaded(w);
	set_stage(w);
	set_method(w, megatron);
	set_precision(reading, w, megatron);
	set_quantisation(w);
	set_rows(w, megatron);
	set_reference(w);
	set_companions(w);
	set_sharding(w, megatron);
	set_rollout(w);
	derive_default(w, F_TRAIN_CHECKPOINTING,
	    megatron ? "selective" : "full", framework);
	derive_default(w, F_TRAIN_ATTENTION, megatron ? "flash2" : "sdpa",
	    framework);
	derive_default(w, F_TRAIN_OPTIMIZER, "adamw", framework);
	derive_default(w, F_TRAIN_LOSS,
	    megatron && map_flag(w, "cross_entropy_loss_fusion", true)
		? "fused"
		: "plain",
	    framework);
	derive_default(w, F_TRAIN_WORKERS, megatron ? "4" : "1", framework);
	if (!megatron || !map_pair(w->root, "train_iters"))
		derive_default(w, F_TRAIN_EPOCHS, "3", framework);
	derive_default(w, F_SAVE_ONLY_MODEL, "no", framework);
	trainer_saving(w, framework);
	set_optimizer(w);
	deepspeed_settle(w);
}

const struct dialect_code code_ms_swift = {
	.name = "ms_swift",
	.derive = derive,
};
