/* verl: actor, reference and world of its trainers, and of EasyR1, which
 * spells the same differently.  Read at volcengine/verl
 * verl/trainer/config/ppo_trainer.yaml and its groups,
 * verl/trainer/config/sft_trainer.yaml, verl/workers/fsdp_workers.py;
 * hiyouga/EasyR1@b44b311 verl/workers/actor/config.py, fsdp_workers.py. */

#include "dialect/codes.h"
#include "dialect/derive.h"
#include "link/layers.h"

#include <string.h>

static const char framework[] = "verl 0.7";
static const char easy[] = "EasyR1 0.3";

static void
set_stage(struct workload *w)
{
	const char *estimator = map_text(w, "algorithm.adv_estimator");

	if (strcmp(estimator, "gae") == 0)
		derive_text(w, F_TRAIN_STAGE, "ppo", "adv_estimator");
	else if (!*estimator && *map_text(w, "critic.model.path"))
		derive_text(w, F_TRAIN_STAGE, "ppo",
		    "critic.model.path, and gae unless said");
	else if (*estimator)
		derive_text(w, F_TRAIN_STAGE, "grpo",
		    "adv_estimator without a critic");
}

static void
set_adapter(struct workload *w, const char *key)
{
	bool lora = map_number(w, key, 0) > 0;

	derive_text(w, F_TRAIN_METHOD, lora ? "lora" : "full", key);
	if (lora)
		derive_default(w, F_TRAIN_LORA_TARGETS, "all-linear",
		    framework);
}

static void
set_world(struct workload *w)
{
	double gpus = map_number(w, "trainer.n_gpus_per_node", 0);
	double nodes = map_number(w, "trainer.nnodes", 1);

	if (gpus > 0)
		derive_number(w, F_PARALLEL_GPUS, gpus * nodes,
		    "trainer.n_gpus_per_node x trainer.nnodes");
}

/* What a GPU is given at once is the key's, that of its group a multiple. */
static void
set_tokens(struct workload *w, const char *key)
{
	double all =
	    map_number(w, key, 16384) * fact_number(w, F_PARALLEL_CONTEXT, 1);
	struct origin origin = map_origin(w, key);

	if (all == map_number(w, key, 0))
		workload_set_number(w, F_TRAIN_SEQ_LEN, all, &origin);
	else
		derive_number(w, F_TRAIN_SEQ_LEN, all,
		    arena_printf(w->arena, "%s x parallel.context", key));
}

/* A prompt and its answer are one row; with dynamic batches as many rows as
 * make up the tokens, whatever rows a micro batch is said to have. */
static void
set_rows(struct workload *w, const char *dynamic, const char *tokens)
{
	double prompt = map_number(w, "data.max_prompt_length", 0);
	double answer = map_number(w, "data.max_response_length", 0);

	if (dynamic && map_flag(w, dynamic, false)) {
		memset(&w->facts[F_TRAIN_MICRO_BATCH], 0, sizeof(struct fact));
		set_tokens(w, tokens);
		derive_number(w, F_TRAIN_MICRO_BATCH, 1, dynamic);
		derive_text(w, F_TRAIN_SEQ_KIND, "packed", dynamic);
	}
	if (prompt > 0 && answer > 0)
		derive_number(w, F_TRAIN_SEQ_LEN, prompt + answer,
		    "max_prompt_length + max_response_length");
	derive_default(w, F_TRAIN_SEQ_KIND, "cap", framework);
}

/* What older files give for all GPUs together. */
static void
set_share(struct workload *w, const char *key)
{
	double all = map_number(w, key, 0);
	double world = fact_number(w, F_PARALLEL_GPUS, 0);

	if (all > 0 && world > 0 && all >= world)
		derive_number(w, F_TRAIN_MICRO_BATCH, all / world,
		    arena_printf(w->arena, "%s / GPUs", key));
}

/* Megatron holds 16-bit weights beside fp32 masters; FSDP shards fp32. */
static void
set_megatron(struct workload *w)
{
	static const char note[] = "actor.strategy: megatron";

	if (strcmp(map_text(w, "actor_rollout_ref.actor.strategy"),
		"megatron") != 0)
		return;
	derive_text(w, F_LOAD_DTYPE, "bf16", note);
	derive_text(w, F_TRAIN_PRECISION, "bf16", note);
	derive_text(w, F_TRAIN_MASTER_WEIGHTS, "yes", note);
	derive_text(w, F_TRAIN_GRAD_DTYPE, "fp32", note);
}

static void
set_defaults(struct workload *w)
{
	derive_default(w, F_LOAD_DTYPE, "fp32", framework);
	derive_default(w, F_TRAIN_PRECISION, "amp-bf16", framework);
	derive_default(w, F_TRAIN_CHECKPOINTING, "full", framework);
	derive_default(w, F_TRAIN_ATTENTION, "flash2", framework);
	derive_default(w, F_PARALLEL_SHARDING, "fsdp", framework);
	derive_default(w, F_TRAIN_OPTIMIZER, "adamw", framework);
}

static void
derive_easy(struct workload *w)
{
	set_adapter(w, "worker.actor.model.lora.rank");
	set_rows(w, NULL, NULL);
	derive_default(w, F_TRAIN_MICRO_BATCH, "4", easy);
	derive_unknown(w, F_MODEL_ID,
	    "no worker.actor.model.model_path: the command line gives it");
}

/* Supervised: data and model stand on top. */
static void
derive_sft(struct workload *w)
{
	derive_text(w, F_TRAIN_STAGE, "sft", "the trainer's keys");
	set_adapter(w, "model.lora_rank");
	if (map_flag(w, "data.use_dynamic_bsz", false)) {
		memset(&w->facts[F_TRAIN_SEQ_LEN], 0, sizeof(struct fact));
		set_rows(w, "data.use_dynamic_bsz",
		    "data.max_token_len_per_gpu");
	}
	set_share(w, "data.micro_batch_size");
	if (map_flag(w, "model.fsdp_config.cpu_offload", false)) {
		derive_text(w, F_TRAIN_OFFLOAD_PARAMS, "cpu", "cpu_offload");
		derive_text(w, F_TRAIN_OFFLOAD_OPTIMIZER, "cpu", "cpu_offload");
	}
	derive_default(w, F_TRAIN_SEQ_KIND, "cap", framework);
	derive_unknown(w, F_TRAIN_MICRO_BATCH,
	    "no data.micro_batch_size_per_gpu: the command line gives it");
	derive_unknown(w, F_MODEL_ID,
	    "no model.path: the command line gives it");
}

/*
 * A critic of fp32 weights and states waits on the same GPUs while the actor
 * trains, unless it goes to the host (verl/workers/fsdp_workers.py,
 * CriticWorker); reference and reward models of FSDP are there always.
 */
static void
set_critic(struct workload *w)
{
	const char *path = map_text(w, "critic.model.path");
	bool params =
	    map_flag(w, "critic.model.fsdp_config.param_offload", false);
	bool states =
	    map_flag(w, "critic.model.fsdp_config.optimizer_offload", false);

	if (!fact_is(w, F_TRAIN_STAGE, "ppo") || (params && states))
		return;
	if (!*path || strcmp(map_text(w, "critic.strategy"), "megatron") == 0)
		derive_unknown(w, F_TRAIN_OTHER_MODELS,
		    "how large the critic is, is not said here");
	else
		derive_text(w, F_TRAIN_OTHER_MODELS,
		    arena_printf(w->arena, "%s@%d", path,
			(params ? 0 : 4) + (states ? 0 : 8)),
		    "critic.model.path");
}

static void
derive_policy(struct workload *w)
{
	set_adapter(w, "actor_rollout_ref.model.lora_rank");
	set_megatron(w);
	set_critic(w);
	set_rows(w, "actor_rollout_ref.actor.use_dynamic_bsz",
	    "actor_rollout_ref.actor.ppo_max_token_len_per_gpu");
	set_share(w, "actor_rollout_ref.actor.ppo_micro_batch_size");
	derive_default(w, F_SERVE_MEMORY_FRACTION, "0.5", framework);
	derive_default(w, F_SERVE_MAX_SEQS, "1024", framework);
	derive_unknown(w, F_TRAIN_MICRO_BATCH,
	    "no ppo_micro_batch_size_per_gpu: the command line gives it");
	derive_unknown(w, F_MODEL_ID,
	    "no actor_rollout_ref.model.path: the command line gives it");
}

static void
derive(struct reading *reading, struct workload *w)
{
	const struct node *body = layers_body(w);
	bool policy = node_get(body, "actor_rollout_ref") != NULL;
	bool worker = node_path(body, "worker.actor") != NULL;
	bool sft = node_get(body, "model") && node_get(body, "data") &&
		   node_path(body, "trainer.total_epochs");

	(void)reading;
	if (!policy && !worker && !sft) {
		w->kind = WORKLOAD_OTHER;
		return;
	}
	set_stage(w);
	set_world(w);
	if (policy)
		derive_policy(w);
	else if (worker)
		derive_easy(w);
	else
		derive_sft(w);
	set_defaults(w);
}

const struct dialect_code code_verl = { .name = "verl", .derive = derive };
