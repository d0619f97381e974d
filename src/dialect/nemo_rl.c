/* nemo_rl: which backend trains, and on how many GPUs.  Read at
 * NVIDIA-NeMo/RL nemo_rl/models/policy/__init__.py,
 * examples/configs/grpo_math_1B.yaml. */

#include "dialect/codes.h"
#include "dialect/derive.h"
#include "dialect/layers.h"

#include <string.h>

static const struct backend {
	const char *tensor, *context, *checkpointing;
} dtensor = { "policy.dtensor_cfg.tensor_parallel_size",
	"policy.dtensor_cfg.context_parallel_size",
	"policy.dtensor_cfg.activation_checkpointing" },
  megatron = { "policy.megatron_cfg.tensor_model_parallel_size",
	  "policy.megatron_cfg.context_parallel_size",
	  "policy.megatron_cfg.activation_checkpointing" };

static void
set_degree(struct workload *w, enum fact_id id, const char *key)
{
	struct origin origin = map_origin(w, key);

	if (*map_text(w, key))
		map_set(w, id, map_text(w, key), &origin);
}

static void
set_backend(struct workload *w, const struct backend *b)
{
	struct origin origin = map_origin(w, b->checkpointing);

	set_degree(w, F_PARALLEL_TENSOR, b->tensor);
	set_degree(w, F_PARALLEL_CONTEXT, b->context);
	if (*map_text(w, b->checkpointing))
		map_set(w, F_TRAIN_CHECKPOINTING,
		    map_flag(w, b->checkpointing, false) ? "full" : "none",
		    &origin);
}

static void
set_stage(struct workload *w)
{
	static const char *const stages[] = { "grpo", "dpo", "sft", "rm",
		NULL };

	for (size_t i = 0; stages[i]; i++) {
		if (node_is(node_get(layers_body(w), stages[i]),
			NODE_MAPPING)) {
			derive_text(w, F_TRAIN_STAGE, stages[i],
			    "the algorithm's section");
			return;
		}
	}
}

static void
derive(struct reading *reading, struct workload *w)
{
	double gpus = map_number(w, "cluster.gpus_per_node", 0);
	double nodes = map_number(w, "cluster.num_nodes", 0);

	(void)reading;
	set_stage(w);
	if (map_flag(w, "policy.megatron_cfg.enabled", false)) {
		set_backend(w, &megatron);
		derive_text(w, F_PARALLEL_SHARDING, "distopt",
		    "policy.megatron_cfg");
	} else if (map_flag(w, "policy.dtensor_cfg.enabled", false)) {
		set_backend(w, &dtensor);
		derive_text(w, F_PARALLEL_SHARDING, "fsdp",
		    "policy.dtensor_cfg");
		derive_text(w, F_TRAIN_METHOD,
		    map_flag(w, "policy.dtensor_cfg.lora_cfg.enabled", false)
			? "lora"
			: "full",
		    "policy.dtensor_cfg.lora_cfg.enabled");
	}
	if (gpus > 0 && nodes > 0)
		derive_number(w, F_PARALLEL_GPUS, gpus * nodes,
		    "cluster.gpus_per_node x cluster.num_nodes");
	derive_unknown(w, F_MODEL_ID,
	    "no policy.model_name: the file in defaults has it");
}

const struct dialect_code code_nemo_rl = {
	.name = "nemo_rl",
	.derive = derive,
};
