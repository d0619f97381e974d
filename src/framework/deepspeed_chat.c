/* deepspeed_chat: what DeepSpeed-Chat's steps take where the command says
 * nothing, and the models of the third one.  Read at microsoft/
 * DeepSpeedExamples@83757d9 applications/DeepSpeed-Chat. */

#include "dialect/codes.h"
#include "dialect/derive.h"

#include <string.h>

static const char framework[] = "DeepSpeed-Chat 2024-05";

/* Bytes that a trained parameter has beside its 16 bits: a gradient of them;
 * weights and two moments in fp32. */
enum { HALF = 2, GRADIENT = 2, MASTER = 12 };

static bool
has_critic(const struct workload *w)
{
	return map_pair(w->root, "critic_model_name_or_path");
}

/* dschat/utils/ds_utils.py: fp16 or bf16 of DeepSpeed's own. */
static void
set_precision(struct workload *w)
{
	derive_default(w, F_LOAD_DTYPE, "fp16", framework);
	derive_text(w, F_TRAIN_PRECISION, fact_text(w, F_LOAD_DTYPE), "dtype");
	derive_text(w, F_TRAIN_MASTER_WEIGHTS, "yes",
	    "DeepSpeed keeps fp32 master weights beside 16-bit ones");
	derive_text(w, F_TRAIN_GRAD_DTYPE, fact_text(w, F_LOAD_DTYPE), "dtype");
}

static void
set_method(struct workload *w)
{
	if (!fact_known(w, F_TRAIN_LORA_RANK) ||
	    !map_flag(w, "only_optimize_lora", false)) {
		derive_default(w, F_TRAIN_METHOD, "full", framework);
		return;
	}
	derive_text(w, F_TRAIN_METHOD, "lora", "only_optimize_lora");
	derive_default(w, F_TRAIN_LORA_TARGETS, "all-linear", framework);
	derive_default(w, F_TRAIN_LORA_DROPOUT, "0", framework);
}

/*
 * The critic is trained and the reward model is not (dschat/rlhf/
 * rlhf_engine.py).  Below stage 3 at least the 16 bit weights and gradients
 * are whole on each GPU; with --offload neither is on any.
 */
static void
set_critic(struct workload *w)
{
	const char *critic = map_text(w, "critic_model_name_or_path");
	double stage = map_number(w, "critic_zero_stage", 0);
	bool reward = !map_flag(w, "offload_reward_model", false);
	int bytes = reward ? HALF : 0;

	if (!map_flag(w, "offload", false))
		bytes +=
		    HALF + GRADIENT + (stage == 0 || stage == 3 ? MASTER : 0);
	if (bytes == 0)
		return;
	derive_text(w, F_TRAIN_OTHER_MODELS,
	    arena_printf(w->arena, "%s@%d", critic, bytes),
	    "critic_model_name_or_path");
}

static void
set_third_step(struct workload *w)
{
	derive_text(w, F_TRAIN_STAGE, "ppo", "critic_model_name_or_path");
	derive_text(w, F_TRAIN_REFERENCE_MODEL,
	    map_flag(w, "offload_reference_model", false) ? "none" : "full",
	    "offload_reference_model");
	derive_number(w, F_TRAIN_SEQ_LEN,
	    map_number(w, "max_prompt_seq_len", 256) +
		map_number(w, "max_answer_seq_len", 256),
	    "max_prompt_seq_len + max_answer_seq_len");
	set_critic(w);
}

static void
derive(struct reading *reading, struct workload *w)
{
	(void)reading;
	if (has_critic(w)) {
		set_third_step(w);
	} else if (map_pair(w->root, "num_padding_at_beginning")) {
		derive_text(w, F_TRAIN_STAGE, "rm", "num_padding_at_beginning");
		derive_text(w, F_MODEL_HEAD, "classification",
		    "a reward model's head");
	}
	derive_default(w, F_TRAIN_STAGE, "sft", framework);
	derive_default(w, F_TRAIN_MICRO_BATCH, "16", framework);
	derive_default(w, F_TRAIN_ACCUMULATION, "1", framework);
	derive_default(w, F_TRAIN_SEQ_LEN, "512", framework);
	derive_default(w, F_TRAIN_SEQ_KIND, "padded", framework);
	derive_default(w, F_TRAIN_CHECKPOINTING, "none", framework);
	derive_default(w, F_TRAIN_OPTIMIZER, "adamw", framework);
	derive_default(w, F_TRAIN_EPOCHS, "1", framework);
	derive_default(w, F_PARALLEL_SHARDING, "ddp", framework);
	set_precision(w);
	set_method(w);
}

const struct dialect_code code_deepspeed_chat = { .name = "deepspeed_chat",
	.derive = derive };
