/* nemo_rl: which backend trains, and on how many GPUs.  Read at
 * NVIDIA-NeMo/RL nemo_rl/models/policy/__init__.py,
 * examples/configs/grpo_math_1B.yaml. */

#include "dialect/codes.h"
#include "dialect/derive.h"
#include "link/layers.h"

#include <string.h>

static const struct backend {
	const char *tensor, *pipeline, *context, *checkpointing;
} dtensor = { "policy.dtensor_cfg.tensor_parallel_size",
	"policy.dtensor_cfg.pipeline_parallel_size",
	"policy.dtensor_cfg.context_parallel_size",
	"policy.dtensor_cfg.activation_checkpointing" },
  megatron = { "policy.megatron_cfg.tensor_model_parallel_size",
	  "policy.megatron_cfg.pipeline_model_parallel_size",
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
	set_degree(w, F_PARALLEL_PIPELINE, b->pipeline);
	set_degree(w, F_PARALLEL_CONTEXT, b->context);
	if (*map_text(w, b->checkpointing))
		map_set(w, F_TRAIN_CHECKPOINTING,
		    map_flag(w, b->checkpointing, false) ? "full" : "none",
		    &origin);
}

/* Megatron's weights are 16-bit, their masters fp32. */
static void
set_half_weights(struct workload *w)
{
	static const char note[] = "policy.megatron_cfg";

	if (!fact_is(w, F_TRAIN_PRECISION, "amp-bf16"))
		return;
	memset(&w->facts[F_TRAIN_PRECISION], 0, sizeof(struct fact));
	derive_text(w, F_TRAIN_PRECISION, "bf16", note);
	derive_text(w, F_LOAD_DTYPE, "bf16", note);
	derive_text(w, F_TRAIN_MASTER_WEIGHTS, "yes", note);
	derive_text(w, F_TRAIN_GRAD_DTYPE, "fp32", note);
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
set_adapter(struct workload *w)
{
	bool lora = map_flag(w, "policy.dtensor_cfg.lora_cfg.enabled", false);

	derive_text(w, F_TRAIN_METHOD, lora ? "lora" : "full",
	    "policy.dtensor_cfg.lora_cfg.enabled");
	if (!lora)
		return;
	set_degree(w, F_TRAIN_LORA_RANK, "policy.dtensor_cfg.lora_cfg.dim");
	set_degree(w, F_TRAIN_LORA_ALPHA, "policy.dtensor_cfg.lora_cfg.alpha");
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
		set_degree(w, F_PARALLEL_EXPERT,
		    "policy.megatron_cfg.expert_model_parallel_size");
		set_degree(w, F_PARALLEL_SEQUENCE,
		    "policy.megatron_cfg.sequence_parallel");
		derive_text(w, F_TRAIN_METHOD, "full", "policy.megatron_cfg");
		set_half_weights(w);
		derive_text(w, F_PARALLEL_SHARDING, "distopt",
		    "policy.megatron_cfg");
	} else if (map_flag(w, "policy.dtensor_cfg.enabled", false)) {
		set_backend(w, &dtensor);
		derive_text(w, F_LOAD_DTYPE, "fp32",
		    "policy.dtensor_cfg: the weights are the masters");
		derive_text(w, F_PARALLEL_SHARDING, "fsdp",
		    "policy.dtensor_cfg");
		set_adapter(w);
	}
	if (gpus > 0 && nodes > 0)
		derive_number(w, F_PARALLEL_GPUS, gpus * nodes,
		    "cluster.gpus_per_node x cluster.num_nodes");
	if (node_is(node_get(layers_body(w), "teacher"), NODE_MAPPING))
		derive_unknown(w, F_TRAIN_OTHER_MODELS,
		    "whether the teacher stays is not known");
	derive_unknown(w, F_MODEL_ID,
	    "no policy.model_name: the file in defaults has it");
}

const struct dialect_code code_nemo_rl = {
	.name = "nemo_rl",
	.derive = derive,
};
