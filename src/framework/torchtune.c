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

/* The recipe is named on the command line, which the comment that heads a
 * copied file repeats, as does the name of the file. */
static bool
is_single(const struct workload *w, const char **note)
{
	static const char comment[] = "_single_device --config";
	const struct source *source = w->source;

	*note = "the file's name says single_device";
	if (strstr(source->path, "single_device"))
		return true;
	*note = "a comment runs it with a single_device recipe";
	return memmem(source->bytes, source->size, comment,
		   sizeof(comment) - 1) &&
	       !memmem(source->bytes, source->size, "nproc_per_node", 14);
}

/* Distributed recipes always shard with FSDP. */
static void
set_sharding(struct workload *w)
{
	const char *note;

	if (w->source && is_single(w, &note)) {
		derive_number(w, F_PARALLEL_GPUS, 1, note);
		derive_text(w, F_PARALLEL_SHARDING, "none", note);
		return;
	}
	derive_unknown(w, F_PARALLEL_GPUS,
	    "--nproc_per_node of the launcher decides it");
	derive_default(w, F_PARALLEL_SHARDING, "fsdp",
	    "torchtune 0.6 (recipes for several GPUs)");
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
set_written(struct workload *w, enum fact_id id, const char *key)
{
	struct origin origin = map_origin(w, key);
	double number = map_number(w, key, 0);

	if (number > 0)
		workload_set_number(w, id, number, &origin);
}

/* generate.py: the cache is as long as prompt and answer together. */
static void
set_prompt(struct workload *w)
{
	size_t bytes = strlen(map_text(w, "prompt.user")) +
		       strlen(map_text(w, "prompt.system")) +
		       strlen(map_text(w, "prompt"));

	if (bytes > 0)
		derive_number(w, F_SERVE_PROMPT_LEN, (double)bytes,
		    "prompt: a token is a byte or more");
	set_written(w, F_SERVE_NEW_TOKENS, "max_new_tokens");
}

/* Evaluation and generation; what else has no optimizer converts files. */
static void
set_inference(struct workload *w)
{
	bool answers = map_number(w, "max_new_tokens", 0) > 0;

	for (int id = F_TRAIN_STAGE; id <= F_TRAIN_WORKERS; id++)
		memset(&w->facts[id], 0, sizeof(struct fact));
	w->kind = WORKLOAD_OTHER;
	if (!answers && !node_get(w->root, "tasks"))
		return;
	w->kind = WORKLOAD_SERVE;
	derive_default(w, F_SERVE_ENGINE, "transformers",
	    "torchtune 0.6 (a plain loop)");
	if (answers)
		set_prompt(w);
	else
		set_written(w, F_SERVE_BATCH, "batch_size");
	set_written(w, F_SERVE_MAX_LEN, "max_seq_length");
	if (node_get(w->root, "tensor_parallel_plan"))
		derive_unknown(w, F_PARALLEL_TENSOR,
		    "--nproc_per_node of the launcher decides it");
	if (*map_text(w, "quantizer._component_"))
		derive_unknown(w, F_QUANT_METHOD, "quantizer decides it");
}

/* training/checkpointing/_checkpointer.py and _checkpoint_client.py: each epoch
 * has a folder with the whole model, an adapter merged into it; the state of
 * the optimizer is one file, that of the last epoch. */
static void
set_saving(struct workload *w)
{
	double epochs = fact_number(w, F_TRAIN_EPOCHS, 0);

	derive_default(w, F_SAVE_ONLY_MODEL, "yes", framework);
	if (map_flag(w, "save_adapter_weights_only", false))
		return;
	if (epochs >= 1 && epochs < 1e6)
		derive_number(w, F_SAVE_TOTAL, epochs, "epochs");
	if (!fact_is(w, F_TRAIN_METHOD, "full"))
		derive_default(w, F_SAVE_MERGED, "yes", framework);
}

static void
derive(struct reading *reading, struct workload *w)
{
	(void)reading;
	if (!node_get(w->root, "optimizer")) {
		set_inference(w);
		return;
	}
	set_stage(w);
	if (fact_is(w, F_TRAIN_METHOD, "lora") ||
	    fact_is(w, F_TRAIN_METHOD, "dora"))
		set_adapter(w);
	set_sharding(w);
	set_saving(w);
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
