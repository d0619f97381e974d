/* axolotl: what follows from several keys at once.  Read at
 * axolotl-ai-cloud/axolotl@067b021: src/axolotl/utils/config/__init__.py
 * (resolve_dtype, normalize_config), src/axolotl/loaders/model.py. */

#include "dialect/codes.h"
#include "dialect/derive.h"
#include "framework/deepspeed.h"
#include "framework/trainer.h"

#include <math.h>
#include <string.h>

static bool
is_auto(const struct workload *w, const char *key)
{
	return strcmp(map_text(w, key), "auto") == 0;
}

/* bf16 is left to the GPU: what a recent one gives, never as if written.
 * An empty bf16 is not left out: pydantic takes it for None, which is off. */
static bool
leaves_precision(const struct workload *w)
{
	return (is_auto(w, "bf16") || !node_pair(w->root, "bf16")) &&
	       !map_flag(w, "fp16", false) && !map_flag(w, "float16", false) &&
	       !map_flag(w, "bfloat16", false);
}

static void
set_precision(struct workload *w)
{
	struct origin origin;

	if (map_flag(w, "fp8", false)) {
		origin = map_origin(w, "fp8");
		map_set(w, F_TRAIN_PRECISION, "fp8", &origin);
	} else if (map_flag(w, "bf16", false)) {
		origin = map_origin(w, "bf16");
		map_set(w, F_TRAIN_PRECISION, "amp-bf16", &origin);
	} else if (map_flag(w, "bfloat16", false)) {
		origin = map_origin(w, "bfloat16");
		map_set(w, F_TRAIN_PRECISION, "bf16", &origin);
	} else if (map_flag(w, "fp16", false)) {
		origin = map_origin(w, "fp16");
		map_set(w, F_TRAIN_PRECISION, "amp-fp16", &origin);
	} else if (map_flag(w, "float16", false)) {
		origin = map_origin(w, "float16");
		map_set(w, F_TRAIN_PRECISION, "fp16", &origin);
	} else if (leaves_precision(w)) {
		origin = map_default(w, "axolotl 0.18 (bf16: auto)");
		map_set(w, F_TRAIN_PRECISION, "amp-bf16", &origin);
	} else {
		origin = map_origin(w, "bf16");
		map_set(w, F_TRAIN_PRECISION, "fp32", &origin);
	}
}

static void
set_load_dtype(struct workload *w)
{
	struct origin origin = map_derived("axolotl's torch_dtype");
	const char *dtype = "fp32";

	if (leaves_precision(w)) {
		origin = map_default(w, "axolotl 0.18 (bf16: auto)");
		dtype = "bf16";
	} else if (map_flag(w, "bf16", false) ||
		   map_flag(w, "bfloat16", false)) {
		dtype = "bf16";
	} else if (map_flag(w, "load_in_8bit", false) ||
		   map_flag(w, "fp16", false) ||
		   map_flag(w, "float16", false)) {
		dtype = "fp16";
	}
	map_set(w, F_LOAD_DTYPE, dtype, &origin);
	if (map_flag(w, "load_in_4bit", false))
		map_set(w, F_QUANT_COMPUTE_DTYPE, dtype, &origin);
}

static void
set_quantisation(struct workload *w)
{
	struct origin origin;

	if (map_flag(w, "load_in_4bit", false)) {
		origin = map_origin(w, "load_in_4bit");
		map_set(w, F_QUANT_METHOD, "bnb-nf4", &origin);
		map_set(w, F_QUANT_BITS, "4", &origin);
		map_set(w, F_QUANT_DOUBLE, "yes", &origin);
	} else if (map_flag(w, "load_in_8bit", false)) {
		origin = map_origin(w, "load_in_8bit");
		map_set(w, F_QUANT_METHOD, "bnb-int8", &origin);
		map_set(w, F_QUANT_BITS, "8", &origin);
	}
}

static void
set_method(struct workload *w)
{
	struct origin peft = map_default(w, "peft 0.17");
	bool lora = fact_is(w, F_TRAIN_METHOD, "lora") ||
		    fact_is(w, F_TRAIN_METHOD, "dora");

	if (lora && map_flag(w, "peft_use_dora", false)) {
		struct origin origin = map_origin(w, "peft_use_dora");

		memset(&w->facts[F_TRAIN_METHOD], 0, sizeof(struct fact));
		map_set(w, F_TRAIN_METHOD, "dora", &origin);
	}
	if (!lora)
		return;
	map_set(w, F_TRAIN_LORA_RANK, "8", &peft);
	map_set(w, F_TRAIN_LORA_ALPHA, "8", &peft);
	/* autocast_adapter_dtype: adapters stay in fp32 over bf16 weights */
	if (map_flag(w, "peft_autocast_adapter_dtype", true))
		map_set(w, F_TRAIN_TRAINABLE_DTYPE, "fp32", &peft);
}

static void
set_rows(struct workload *w)
{
	const char *kind = "cap", *key = NULL;
	struct origin origin;

	if (map_flag(w, "sample_packing", false)) {
		kind = "packed";
		key = "sample_packing";
	} else if (map_flag(w, "pad_to_sequence_len", false)) {
		kind = "padded";
		key = "pad_to_sequence_len";
	}
	origin = key ? map_origin(w, key) : map_default(w, "axolotl 0.18");
	map_set(w, F_TRAIN_SEQ_KIND, kind, &origin);
}

static void
set_batch(struct workload *w)
{
	double all = map_number(w, "batch_size", 0);
	double micro = fact_number(w, F_TRAIN_MICRO_BATCH, 1);
	struct origin origin = map_default(w, "axolotl 0.18");

	if (all > 0 && micro > 0 && !fact_known(w, F_TRAIN_ACCUMULATION)) {
		struct origin written = map_origin(w, "batch_size");

		workload_set_number(w, F_TRAIN_ACCUMULATION,
		    (double)(long long)(all / micro), &written);
		return;
	}
	map_set(w, F_TRAIN_ACCUMULATION, "1", &origin);
}

/* Inside fsdp_config both spellings of a key count. */
static const char *
fsdp_text(const struct workload *w, const char *key)
{
	const char *text =
	    map_text(w, arena_printf(w->arena, "fsdp_config.%s", key));

	return *text ? text
		     : map_text(w,
			   arena_printf(w->arena, "fsdp_config.fsdp_%s", key));
}

static bool
fsdp_flag(const struct workload *w, const char *key, bool otherwise)
{
	return map_flag(w, arena_printf(w->arena, "fsdp_config.%s", key),
	    map_flag(w, arena_printf(w->arena, "fsdp_config.fsdp_%s", key),
		otherwise));
}

static bool
fsdp_lists(const struct workload *w, const char *word)
{
	const struct node *list = node_get(w->root, "fsdp");

	for (size_t i = 0; i < node_length(list); i++) {
		if (strcmp(node_text(node_at(list, i)), word) == 0)
			return true;
	}
	return false;
}

static void
set_sharding(struct workload *w)
{
	bool config = node_is(node_get(w->root, "fsdp_config"), NODE_MAPPING);
	bool list = node_length(node_get(w->root, "fsdp")) > 0;
	struct origin origin = map_origin(w, config ? "fsdp_config" : "fsdp");
	const char *strategy = fsdp_text(w, "sharding_strategy");
	const char *sharding = "fsdp";

	if (!config && !list) {
		origin = map_default(w, "axolotl 0.18");
		if (!map_has_deepspeed(w))
			map_set(w, F_PARALLEL_SHARDING, "ddp", &origin);
		return;
	}
	if (map_number(w, "dp_replicate_size", 1) > 1 ||
	    strcmp(strategy, "HYBRID_SHARD") == 0)
		sharding = "hsdp";
	else if (!fsdp_flag(w, "reshard_after_forward", true) ||
		 strcmp(strategy, "SHARD_GRAD_OP") == 0 ||
		 fsdp_lists(w, "shard_grad_op"))
		sharding = "fsdp-grad-op";
	map_set(w, F_PARALLEL_SHARDING, sharding, &origin);
	if (fsdp_flag(w, "offload_params", false) || fsdp_lists(w, "offload")) {
		map_set(w, F_TRAIN_OFFLOAD_PARAMS, "cpu", &origin);
		map_set(w, F_TRAIN_OFFLOAD_OPTIMIZER, "cpu", &origin);
	}
	if (fsdp_flag(w, "activation_checkpointing", false))
		map_set(w, F_TRAIN_CHECKPOINTING, "full", &origin);
}

/* The degrees that fill the world: axolotl stops where they do not, and
 * puts copies of the whole where dp_replicate_size is left out. */
static void
set_world(struct workload *w)
{
	double shard = map_number(w, "dp_shard_size", 1);
	double rest = map_number(w, "tensor_parallel_size", 1) *
		      map_number(w, "context_parallel_size", 1) *
		      map_number(w, "dp_replicate_size", 1);

	if (shard > 1 && rest >= 1)
		derive_number(w, F_PARALLEL_GPUS, shard * rest,
		    "dp_shard_size x the other degrees: one world");
}

/* Preference tuning holds a second model unless an adapter can be taken
 * off: axolotl passes no reference model to TRL then. */
static void
set_reference(struct workload *w)
{
	const char *rl = map_text(w, "rl");
	struct origin origin = map_derived("the kind of preference tuning");
	bool full = fact_is(w, F_TRAIN_METHOD, "full") ||
		    !fact_known(w, F_TRAIN_METHOD);

	if (!*rl) {
		origin = map_default(w, "axolotl 0.18");
		map_set(w, F_TRAIN_STAGE, "sft", &origin);
		return;
	}
	if (strcmp(rl, "dpo") == 0 || strcmp(rl, "ipo") == 0 ||
	    strcmp(rl, "kto") == 0)
		map_set(w, F_TRAIN_REFERENCE_MODEL,
		    full ? "full" : "adapter-base", &origin);
	else if (strcmp(rl, "grpo") == 0 && map_number(w, "trl.beta", 0) > 0)
		map_set(w, F_TRAIN_REFERENCE_MODEL,
		    full ? "full" : "adapter-base", &origin);
	else if (strcmp(rl, "orpo") == 0 || strcmp(rl, "simpo") == 0)
		map_set(w, F_TRAIN_REFERENCE_MODEL, "none", &origin);
}

/* A quantised checkpoint may be loaded as plain weights. */
static void
set_dequantised(struct workload *w)
{
	const char *key = "model_quantization_config_kwargs.dequantize";
	struct origin origin = map_origin(w, key);

	if (!map_flag(w, key, false))
		return;
	memset(&w->facts[F_QUANT_METHOD], 0, sizeof(struct fact));
	map_set(w, F_QUANT_METHOD, "none", &origin);
}

/* The cut cross entropy plugin is on as soon as it is listed. */
static void
set_plugins(struct workload *w)
{
	const struct node *list = node_get(w->root, "plugins");
	struct origin origin = map_origin(w, "plugins");

	for (size_t i = 0; i < node_length(list); i++) {
		if (strstr(node_text(node_at(list, i)), "CutCrossEntropy") &&
		    map_flag(w, "cut_cross_entropy", true))
			map_set(w, F_TRAIN_LOSS, "fused", &origin);
	}
	if (node_is(node_get(w->root, "selective_checkpointing"),
		NODE_MAPPING) ||
	    map_flag(w, "selective_checkpointing", false)) {
		origin = map_origin(w, "selective_checkpointing");
		memset(&w->facts[F_TRAIN_CHECKPOINTING], 0,
		    sizeof(struct fact));
		map_set(w, F_TRAIN_CHECKPOINTING, "selective", &origin);
	}
	origin = map_default(w, "axolotl 0.18");
	map_set(w, F_TRAIN_LOSS, "plain", &origin);
}

/* deepspeed_configs/ at the same commit. */
static void
set_shipped(struct workload *w)
{
	static const struct shipped shipped[] = { { "zero1.json", "zero1",
						      false, false },
		{ "zero1_torch_compile.json", "zero1", false, false },
		{ "zero2.json", "zero2", false, true },
		{ "zero2_torch_compile.json", "zero2", false, true },
		{ "zero3.json", "zero3", false, false },
		{ "zero3_bf16.json", "zero3", false, false },
		{ "zero3_bf16_cpuoffload_params.json", "zero3", true, false },
		{ "zero3_bf16_cpuoffload_all.json", "zero3", true, true },
		{ NULL, NULL, false, false } };

	if (strstr(map_text(w, "deepspeed"), "deepspeed_configs/"))
		deepspeed_shipped(w, shipped);
}

/* What the file trains, where that is neither all nor an adapter. */
static void
set_part(struct workload *w)
{
	const struct node *plugins = node_get(w->root, "plugins");
	struct origin origin = map_origin(w, "unfrozen_parameters");

	if (fact_known(w, F_TRAIN_METHOD))
		return;
	if (node_length(node_get(w->root, "unfrozen_parameters")) > 0)
		workload_set_unknown(w, F_TRAIN_METHOD,
		    "unfrozen_parameters leaves only a part to train", &origin);
	origin = map_origin(w, "plugins");
	for (size_t i = 0; i < node_length(plugins); i++)
		if (strstr(node_text(node_at(plugins, i)), "Hatchery"))
			workload_set_unknown(w, F_TRAIN_METHOD,
			    "Hatchery trains on somebody else's machine",
			    &origin);
}

/* core/builders/base.py, _configure_save_and_eval_strategy: each epoch unless
 * told otherwise, and the last four. */
static void
set_saving(struct workload *w)
{
	const char *strategy = map_text(w, "save_strategy");
	struct origin origin = map_default(w, "axolotl 0.18");
	double epochs = fact_number(w, F_TRAIN_EPOCHS, 0);
	double each = map_number(w, "saves_per_epoch", 0);

	map_set(w, F_SAVE_KEEP, "4", &origin);
	if (fact_known(w, F_SAVE_EVERY_STEPS) || !(epochs > 0) ||
	    fact_number(w, F_TRAIN_MAX_STEPS, 0) > 0 ||
	    (*strategy && strcmp(strategy, "epoch") != 0))
		return;
	if (each > 0)
		origin = map_origin(w, "saves_per_epoch");
	else
		each = 1;
	if (each * epochs < 1e6)
		workload_set_number(w, F_SAVE_TOTAL, ceil(each * epochs),
		    &origin);
}

static void
derive(struct reading *reading, struct workload *w)
{
	struct origin origin = map_default(w, "axolotl 0.18");

	(void)reading;
	set_part(w);
	if (workload_fact(w, F_TRAIN_METHOD)->state == FACT_ABSENT)
		map_set(w, F_TRAIN_METHOD, "full", &origin);
	set_precision(w);
	set_load_dtype(w);
	set_quantisation(w);
	set_method(w);
	set_rows(w);
	set_batch(w);
	set_shipped(w);
	set_sharding(w);
	set_world(w);
	set_reference(w);
	set_dequantised(w);
	set_plugins(w);
	set_saving(w);
	trainer_optimizer(w, "optimizer");
	deepspeed_settle(w);
}

const struct dialect_code code_axolotl = { .name = "axolotl",
	.derive = derive };
