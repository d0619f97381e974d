/* verl: actor, reference and world of its trainers.  Read at
 * volcengine/verl verl/trainer/config/ppo_trainer.yaml and its groups. */

#include "dialect/codes.h"
#include "dialect/derive.h"
#include "link/layers.h"

#include <string.h>

static const char framework[] = "verl 0.7";

static void
set_stage(struct workload *w)
{
	const char *estimator = map_text(w, "algorithm.adv_estimator");

	if (strcmp(estimator, "gae") == 0)
		derive_text(w, F_TRAIN_STAGE, "ppo", "adv_estimator");
	else if (*estimator)
		derive_text(w, F_TRAIN_STAGE, "grpo",
		    "adv_estimator without a critic");
}

static void
set_adapter(struct workload *w)
{
	bool lora = map_number(w, "actor_rollout_ref.model.lora_rank", 0) > 0;

	derive_text(w, F_TRAIN_METHOD, lora ? "lora" : "full",
	    "actor_rollout_ref.model.lora_rank");
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

/* A prompt and its answer are one row. */
static void
set_rows(struct workload *w)
{
	double prompt = map_number(w, "data.max_prompt_length", 0);
	double answer = map_number(w, "data.max_response_length", 0);

	if (prompt > 0 && answer > 0)
		derive_number(w, F_TRAIN_SEQ_LEN, prompt + answer,
		    "max_prompt_length + max_response_length");
	derive_default(w, F_TRAIN_SEQ_KIND, "cap", framework);
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
derive(struct reading *reading, struct workload *w)
{
	(void)reading;
	if (!node_get(layers_body(w), "actor_rollout_ref")) {
		w->kind = WORKLOAD_OTHER;
		return;
	}
	set_stage(w);
	set_adapter(w);
	set_world(w);
	set_megatron(w);
	set_rows(w);
	derive_unknown(w, F_TRAIN_MICRO_BATCH,
	    "no ppo_micro_batch_size_per_gpu: the command line gives it");
	derive_unknown(w, F_MODEL_ID,
	    "no actor_rollout_ref.model.path: the command line gives it");
}

const struct dialect_code code_verl = { .name = "verl", .derive = derive };
