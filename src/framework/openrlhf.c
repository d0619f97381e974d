/* openrlhf: what OpenRLHF's supervised, preference and reward trainers take
 * where the command says nothing.  Read at OpenRLHF/OpenRLHF@3c3be62, v0.9.9
 * and v0.8.9 openrlhf/cli/train_sft.py, train_dpo.py, train_rm.py and
 * openrlhf/utils/deepspeed. */

#include "dialect/codes.h"
#include "dialect/derive.h"

#include <string.h>

static const char framework[] = "OpenRLHF 0.11";

static bool
is_on(const struct workload *w, const char *old, const char *dotted)
{
	return map_flag(w, old, false) || map_flag(w, dotted, false);
}

/* DeepSpeed holds the 16-bit weights that are loaded, and fp32 copies of what
 * is trained; before 0.9 --bf16 asked for both. */
static void
set_precision(struct workload *w)
{
	derive_default(w, F_LOAD_DTYPE, "bf16", framework);
	derive_text(w, F_TRAIN_PRECISION, fact_text(w, F_LOAD_DTYPE),
	    "param_dtype");
	derive_text(w, F_TRAIN_MASTER_WEIGHTS, "yes",
	    "DeepSpeed keeps fp32 master weights beside 16-bit ones");
	derive_text(w, F_TRAIN_GRAD_DTYPE, fact_text(w, F_LOAD_DTYPE),
	    "param_dtype");
}

/* The reference is a model of its own, whatever is trained; it waits on the
 * CPU under stage 3 alone. */
static void
set_stage(struct workload *w)
{
	bool offloaded = is_on(w, "ref_offload", "ref.offload") &&
			 fact_is(w, F_PARALLEL_SHARDING, "zero3");

	if (!fact_is(w, F_TRAIN_STAGE, "ppo"))
		derive_text(w, F_TRAIN_REFERENCE_MODEL,
		    fact_is(w, F_TRAIN_STAGE, "dpo") && !offloaded ? "full"
								   : "none",
		    "the program");
	if (fact_is(w, F_TRAIN_STAGE, "rm"))
		derive_text(w, F_MODEL_HEAD, "classification",
		    "a reward model's head");
}

static void
set_method(struct workload *w)
{
	if (!fact_known(w, F_TRAIN_LORA_RANK)) {
		derive_default(w, F_TRAIN_METHOD, "full", framework);
		return;
	}
	derive_text(w, F_TRAIN_METHOD, "lora", "lora_rank");
	derive_default(w, F_TRAIN_LORA_ALPHA, "16", framework);
	derive_default(w, F_TRAIN_LORA_DROPOUT, "0", framework);
	derive_default(w, F_TRAIN_LORA_TARGETS, "all-linear", framework);
}

/* --flash_attn of releases before 0.9, which knew --bf16. */
static void
set_attention(struct workload *w)
{
	if (is_on(w, "packing_samples", "ds.packing_samples") ||
	    !map_pair(w->root, "bf16"))
		derive_default(w, F_TRAIN_ATTENTION, "flash2", framework);
	else
		derive_default(w, F_TRAIN_ATTENTION, "eager", "OpenRLHF 0.8");
}

/* Of checkpoints with states three stay, or as many as max_ckpt_num says: the
 * oldest goes before the next is written, so one fewer is kept beside it
 * (openrlhf/utils/deepspeed/deepspeed.py, save_ckpt). */
static void
set_saves(struct workload *w)
{
	static const char *const others[] = { "max_ckpt_mem", "disable_ds_ckpt",
		"save_hf_ckpt" };
	double most = map_number(w, "max_ckpt_num", 3);
	struct origin origin = map_origin(w, "max_ckpt_num");

	if (!fact_known(w, F_SAVE_EVERY_STEPS))
		return;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (map_pair(w->root, others[i]))
			most = 0;
	if (!(most >= 2))
		derive_unknown(w, F_SAVE_KEEP,
		    "how much of them stays the command limits otherwise");
	else if (map_pair(w->root, "max_ckpt_num"))
		workload_set_number(w, F_SAVE_KEEP, most - 1, &origin);
	else
		derive_default(w, F_SAVE_KEEP, "2", framework);
}

/* PPO's models on the same GPUs take turns with each other and with vLLM in
 * ways that are not followed here. */
static void
leave_ppo(struct workload *w)
{
	static const enum fact_id ids[] = { F_TRAIN_MICRO_BATCH,
		F_TRAIN_GLOBAL_BATCH, F_TRAIN_SEQ_LEN, F_PARALLEL_GPUS };

	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		memset(&w->facts[ids[i]], 0, sizeof(struct fact));
		derive_unknown(w, ids[i],
		    "how actor, critic and vLLM share GPUs is not followed");
	}
}

/* An actor that is told its GPUs has them for itself, or with the reference,
 * unless all models share theirs (openrlhf/cli/train_ppo_ray.py at v0.8.9,
 * RayActorGroup); rows are cut to so many tokens under a dynamic batch. */
static bool
set_actor(struct workload *w)
{
	double gpus = map_number(w, "actor_num_gpus_per_node", 0);
	double nodes = map_number(w, "actor_num_nodes", 1);
	bool reference = map_flag(w, "colocate_actor_ref", false) &&
			 !map_flag(w, "ref_reward_offload", false) &&
			 map_number(w, "init_kl_coef", 0.01) > 0;

	if (gpus < 1 || nodes < 1 ||
	    map_flag(w, "colocate_all_models", false) ||
	    map_flag(w, "use_dynamic_batch", false) ||
	    map_flag(w, "enable_ema", false))
		return false;
	derive_number(w, F_PARALLEL_GPUS, gpus * nodes,
	    "actor_num_nodes x actor_num_gpus_per_node");
	derive_default(w, F_TRAIN_MICRO_BATCH, "4", "OpenRLHF 0.8");
	derive_number(w, F_TRAIN_SEQ_LEN,
	    map_number(w, "prompt_max_len", 1024) +
		map_number(w, "generate_max_len", 1024),
	    "prompt_max_len + generate_max_len");
	derive_text(w, F_TRAIN_REFERENCE_MODEL, reference ? "full" : "none",
	    "colocate_actor_ref");
	memset(&w->facts[F_TRAIN_GLOBAL_BATCH], 0, sizeof(struct fact));
	derive_unknown(w, F_TRAIN_GLOBAL_BATCH,
	    "how many answers make a batch is not followed");
	return true;
}

static void
derive(struct reading *reading, struct workload *w)
{
	bool sft;

	(void)reading;
	set_saves(w);
	if (fact_is(w, F_TRAIN_STAGE, "ppo") && !set_actor(w)) {
		leave_ppo(w);
		return;
	}
	sft = fact_is(w, F_TRAIN_STAGE, "sft");
	derive_default(w, F_PARALLEL_SHARDING, "zero2", framework);
	derive_default(w, F_TRAIN_MICRO_BATCH,
	    fact_is(w, F_TRAIN_STAGE, "rm") ? "1" : "8", framework);
	derive_default(w, F_TRAIN_GLOBAL_BATCH, "128", framework);
	derive_default(w, F_TRAIN_SEQ_LEN, sft ? "2048" : "512", framework);
	derive_default(w, F_TRAIN_SEQ_KIND, "cap", framework);
	derive_default(w, F_TRAIN_CHECKPOINTING, "none", framework);
	derive_default(w, F_TRAIN_OPTIMIZER, "adamw", framework);
	derive_default(w, F_TRAIN_LOSS, "plain", framework);
	set_precision(w);
	set_stage(w);
	set_method(w);
	set_attention(w);
}

const struct dialect_code code_openrlhf = { .name = "openrlhf",
	.derive = derive };
