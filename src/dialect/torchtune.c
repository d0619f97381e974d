/* torchtune: adapter, sharding and kind of recipe.  Read at
 * pytorch/torchtune torchtune/models/llama3_1/_model_builders.py,
 * recipes/full_finetune_distributed.py, recipes/lora_finetune_distributed.py,
 * recipes/full_finetune_single_device.py. */

#include "dialect/codes.h"
#include "dialect/derive.h"
#include "dialect/spelling.h"

#include <string.h>

static const char framework[] = "torchtune 0.6";

enum { TARGETS_LIMIT = 32 };

static size_t
add_target(const char **list, size_t n, const char *written)
{
	const char *words[4] = { written };
	size_t count = spelling_targets(written, words);

	for (size_t i = 0; i < count && n < TARGETS_LIMIT; i++)
		list[n++] = words[i];
	return n;
}

/* lora_attn_modules, and the MLP and the output head by flags of their own. */
static void
set_adapter(struct workload *w)
{
	const char **list = arena_array(w->arena, TARGETS_LIMIT, sizeof(*list));
	const struct node *modules =
	    node_path(w->root, "model.lora_attn_modules");
	struct origin origin = map_origin(w, "model.lora_attn_modules");
	size_t n = 0;

	for (size_t i = 0; i < node_length(modules) && i < 8; i++)
		n = add_target(list, n, node_text(node_at(modules, i)));
	if (map_flag(w, "model.apply_lora_to_mlp", false)) {
		n = add_target(list, n, "gate_proj");
		n = add_target(list, n, "up_proj");
		n = add_target(list, n, "down_proj");
	}
	if (map_flag(w, "model.apply_lora_to_output", false))
		n = add_target(list, n, "lm_head");
	if (n)
		workload_set_list(w, F_TRAIN_LORA_TARGETS, list, n, &origin);
	if (map_flag(w, "model.use_dora", false))
		derive_text(w, F_TRAIN_METHOD, "dora", "use_dora");
	derive_default(w, F_TRAIN_LORA_RANK, "8", framework);
	derive_default(w, F_TRAIN_LORA_ALPHA, "16", framework);
	derive_default(w, F_TRAIN_LORA_DROPOUT, "0", framework);
}

/* The recipe is named on the command line; the file's name repeats it.
 * Distributed recipes always shard with FSDP. */
static void
set_sharding(struct workload *w)
{
	const char *path = w->source ? w->source->path : "";

	if (strstr(path, "single_device")) {
		derive_number(w, F_PARALLEL_GPUS, 1,
		    "the file's name says single_device");
		derive_text(w, F_PARALLEL_SHARDING, "none",
		    "the file's name says single_device");
		return;
	}
	derive_default(w, F_PARALLEL_SHARDING, "fsdp",
	    "torchtune 0.6: recipes for several GPUs shard with FSDP");
}

static void
set_stage(struct workload *w)
{
	const char *loss = map_text(w, "loss._component_");

	derive_text(w, F_TRAIN_STAGE,
	    strstr(loss, "DPO")                 ? "dpo"
	    : strstr(loss, "GRPO")              ? "grpo"
	    : node_get(w->root, "policy_model") ? "ppo"
						: "sft",
	    "the loss");
}

static void
derive(struct reading *reading, struct workload *w)
{
	(void)reading;
	/* evaluation, generation, quantisation */
	if (!node_get(w->root, "optimizer")) {
		w->kind = WORKLOAD_OTHER;
		return;
	}
	set_stage(w);
	if (fact_is(w, F_TRAIN_METHOD, "lora") ||
	    fact_is(w, F_TRAIN_METHOD, "dora"))
		set_adapter(w);
	set_sharding(w);
	derive_unknown(w, F_TRAIN_SEQ_LEN,
	    "no tokenizer.max_seq_len: rows are as long as the data");
	derive_default(w, F_TRAIN_SEQ_KIND, "cap", framework);
	derive_default(w, F_TRAIN_ATTENTION, "sdpa", framework);
	derive_default(w, F_TRAIN_CHECKPOINTING, "none", framework);
	derive_default(w, F_TRAIN_OPTIMIZER_IN_BACKWARD, "no", framework);
	derive_default(w, F_TRAIN_COMPILE, "no", framework);
}

const struct dialect_code code_torchtune = {
	.name = "torchtune",
	.derive = derive,
};
