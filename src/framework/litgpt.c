/* litgpt: model, method and sharding of its scripts' arguments.  Read at
 * Lightning-AI/litgpt@2685705: litgpt/finetune/lora.py, finetune/full.py,
 * pretrain.py, utils.py (get_default_supported_precision). */

#include "dialect/codes.h"
#include "dialect/derive.h"
#include "dialect/map.h"

#include <string.h>
#include <strings.h>

static const char framework[] = "litgpt 0.5.13";

/* checkpoints/ORG/NAME: its last two parts are the hub's id. */
static void
set_model(struct workload *w)
{
	const char *key = *map_text(w, "checkpoint_dir") ? "checkpoint_dir"
			  : *map_text(w, "initial_checkpoint_dir")
			      ? "initial_checkpoint_dir"
			      : "model_name";
	const char *text = map_text(w, key), *from = text;
	struct origin origin = map_origin(w, key);
	size_t slashes = 0;

	for (const char *s = text; *s; s++)
		slashes += *s == '/';
	for (; slashes > 1; slashes--)
		from = strchr(from, '/') + 1;
	if (*from && !strchr(text, '$'))
		workload_set_text(w, F_MODEL_ID, from, &origin);
}

static bool
is_lora(const struct workload *w)
{
	/* a command names its script */
	return fact_known(w, F_TRAIN_METHOD)
		   ? fact_is(w, F_TRAIN_METHOD, "lora")
		   : map_pair(w->root, "lora_r") ||
			 map_pair(w->root, "lora_query");
}

static bool
is_pretraining(const struct workload *w)
{
	return !map_pair(w->root, "checkpoint_dir") &&
	       (map_pair(w->root, "model_name") ||
		   map_pair(w->root, "tokenizer_dir") ||
		   map_pair(w->root, "initial_checkpoint_dir"));
}

static void
set_adapter(struct workload *w)
{
	static const struct {
		const char *key, *targets[3];
		bool on;
	} parts[] = { { "lora_query", { "q" }, true },
		{ "lora_key", { "k" }, false }, { "lora_value", { "v" }, true },
		{ "lora_projection", { "o" }, false },
		{ "lora_mlp", { "gate", "up", "down" }, false },
		{ "lora_head", { "lm_head" }, false } };
	const char **list = arena_array(w->arena, 9, sizeof(*list));
	struct origin origin = map_origin(w, "lora_query");
	size_t n = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (!map_flag(w, parts[i].key, parts[i].on))
			continue;
		for (size_t j = 0; j < 3 && parts[i].targets[j]; j++)
			list[n++] = parts[i].targets[j];
	}
	workload_set_list(w, F_TRAIN_LORA_TARGETS, list, n, &origin);
	derive_default(w, F_TRAIN_LORA_RANK, "8", framework);
	derive_default(w, F_TRAIN_LORA_ALPHA, "16", framework);
	derive_default(w, F_TRAIN_LORA_DROPOUT, "0.05", framework);
}

static void
set_method(struct workload *w)
{
	struct origin origin = map_derived("the keys of litgpt's script");

	map_set(w, F_TRAIN_STAGE, is_pretraining(w) ? "pretrain" : "sft",
	    &origin);
	map_set(w, F_TRAIN_METHOD, is_lora(w) ? "lora" : "full", &origin);
	if (is_lora(w))
		set_adapter(w);
}

/* With nothing said: bf16 autocast over fp32 weights where the GPU has it. */
static void
set_precision(struct workload *w)
{
	const char *precision;

	derive_default(w, F_TRAIN_PRECISION, "amp-bf16", framework);
	derive_default(w, F_LOAD_DTYPE, "fp32", framework);
	precision = fact_text(w, F_LOAD_DTYPE);
	if (fact_known(w, F_LOAD_DTYPE)) {
		derive_default(w, F_TRAIN_TRAINABLE_DTYPE, precision,
		    framework);
		if (fact_known(w, F_QUANT_METHOD))
			derive_default(w, F_QUANT_COMPUTE_DTYPE, precision,
			    framework);
	}
}

/* More than one GPU: FSDP with activation checkpointing for finetuning,
 * hybrid sharding without for pretraining. */
static void
set_devices(struct workload *w)
{
	double devices = map_number(w, "devices", 1);
	double nodes = map_number(w, "num_nodes", 1);
	const char *text = map_text(w, "devices");
	struct origin origin =
	    *text ? map_origin(w, "devices") : map_default(w, framework);
	bool pretraining = is_pretraining(w);

	if (strcmp(text, "auto") == 0 || (!*text && pretraining)) {
		workload_set_unknown(w, F_PARALLEL_GPUS,
		    "auto: all GPUs of the machine", &origin);
		return;
	}
	workload_set_number(w, F_PARALLEL_GPUS, devices * nodes, &origin);
	if (devices * nodes <= 1) {
		map_set(w, F_PARALLEL_SHARDING, "none", &origin);
		derive_default(w, F_TRAIN_CHECKPOINTING, "none", framework);
		return;
	}
	map_set(w, F_PARALLEL_SHARDING, pretraining ? "hsdp" : "fsdp", &origin);
	derive_default(w, F_TRAIN_CHECKPOINTING, pretraining ? "none" : "full",
	    framework);
}

static void
derive(struct reading *reading, struct workload *w)
{
	const struct node *optimizer = node_get(w->root, "optimizer");
	struct origin origin = map_origin(w, "optimizer");
	bool pretraining = is_pretraining(w);

	(void)reading;
	set_model(w);
	set_method(w);
	set_precision(w);
	set_devices(w);
	if (node_is(optimizer, NODE_SCALAR) && *node_text(optimizer))
		map_set(w, F_TRAIN_OPTIMIZER,
		    strcasecmp(node_text(optimizer), "adamw") == 0
			? "adamw"
			: node_text(optimizer),
		    &origin);
	derive_default(w, F_TRAIN_OPTIMIZER, "adamw", framework);
	derive_default(w, F_TRAIN_GLOBAL_BATCH, pretraining ? "512" : "16",
	    framework);
	derive_default(w, F_TRAIN_MICRO_BATCH, pretraining ? "4" : "1",
	    framework);
	derive_default(w, F_TRAIN_SEQ_KIND, pretraining ? "packed" : "cap",
	    framework);
	if (!pretraining)
		derive_default(w, F_TRAIN_EPOCHS, "5", framework);
	derive_default(w, F_SAVE_EVERY_STEPS, "1000", framework);
	derive_default(w, F_TRAIN_ATTENTION, "sdpa", framework);
	derive_default(w, F_TRAIN_LOSS, "chunked", framework);
}

const struct dialect_code code_litgpt = { .name = "litgpt", .derive = derive };
