/* llamafactory: what follows from several keys at once, in v0 and v1 files.
 * Read at hiyouga/LLaMA-Factory@ff6d4d1: src/llamafactory/hparams/parser.py,
 * hparams/finetuning_args.py, hparams/model_args.py, model/adapter.py,
 * model/model_utils, chat/vllm_engine.py, chat/sglang_engine.py. */

#include "framework/llamafactory.h"

#include "dialect/codes.h"
#include "dialect/derive.h"
#include "dialect/map.h"
#include "framework/deepspeed.h"
#include "framework/trainer.h"

#include <stdio.h>
#include <string.h>

static const char framework[] = "llamafactory 0.9.6";

static bool
is_first_version(const struct workload *w)
{
	return map_pair(w->root, "model") == NULL;
}

/* model_utils/quantization.py: what is packed already stays as it is. */
static bool
is_packed(const char *model)
{
	static const char *const words[] = { "gptq", "awq", "aqlm", "chat-int4",
		"chat-int8" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcasestr(model, words[i]))
			return true;
	return false;
}

static void
set_quantisation(struct workload *w)
{
	double bits = map_number(w, "quantization_bit", 0);
	const char *method = map_text(w, "quantization_method");
	struct origin origin = map_origin(w, "quantization_bit");
	bool bnb = !*method || strcmp(method, "bnb") == 0 ||
		   strcmp(method, "bitsandbytes") == 0;
	bool fp4 = strcmp(map_text(w, "quantization_type"), "fp4") == 0;

	if (bits <= 0 || is_packed(fact_text(w, F_MODEL_ID)))
		return;
	workload_set_number(w, F_QUANT_BITS, bits, &origin);
	if (!bnb)
		map_set(w, F_QUANT_METHOD, method, &origin);
	else if (bits == 8)
		map_set(w, F_QUANT_METHOD, "bnb-int8", &origin);
	else if (bits == 4)
		map_set(w, F_QUANT_METHOD, fp4 ? "bnb-fp4" : "bnb-nf4",
		    &origin);
	if (!bnb || bits != 4)
		return;
	if (map_pair(w->root, "double_quantization"))
		origin = map_origin(w, "double_quantization");
	else
		origin = map_default(w, framework);
	map_set(w, F_QUANT_DOUBLE,
	    map_flag(w, "double_quantization", true) ? "yes" : "no", &origin);
}

/* adapter.py: what is trained is cast to fp32, except in pure bf16, with
 * BAdam, and under DeepSpeed, which keeps its own fp32 copy. */
static void
set_precision(struct workload *w)
{
	bool pure = map_flag(w, "pure_bf16", false);
	bool first = is_first_version(w), amp = trainer_precision(w);
	bool half = fact_is(w, F_TRAIN_PRECISION, "amp-fp16");
	struct origin origin = map_derived("compute_dtype of LLaMA-Factory");

	if (pure) {
		origin = map_origin(w, "pure_bf16");
		map_set(w, F_TRAIN_PRECISION, "bf16", &origin);
	} else if (map_flag(w, "fp8", false)) {
		origin = map_origin(w, "fp8");
		map_set(w, F_TRAIN_PRECISION, "fp8", &origin);
	} else if (!amp) {
		/* the checkpoint's own dtype; bf16 for nearly all of them */
		origin = map_default(w, framework);
		map_set(w, F_TRAIN_PRECISION, first ? "bf16" : "amp-bf16",
		    &origin);
	}
	map_set(w, F_LOAD_DTYPE, half ? "fp16" : "bf16", &origin);
	if (fact_known(w, F_QUANT_METHOD))
		map_set(w, F_QUANT_COMPUTE_DTYPE, half ? "fp16" : "bf16",
		    &origin);
	if (map_has_deepspeed(w) || !first)
		return;
	pure = pure || map_flag(w, "use_badam", false);
	origin = map_derived(
	    pure ? "pure_bf16 or BAdam" : "LLaMA-Factory trains in fp32");
	map_set(w, F_TRAIN_TRAINABLE_DTYPE, pure ? "bf16" : "fp32", &origin);
}

static void
set_method(struct workload *w)
{
	char alpha[32];

	if (!is_first_version(w))
		derive_default(w, F_TRAIN_METHOD,
		    map_pair(w->root, "peft_config") ? "lora" : "full",
		    framework);
	derive_default(w, F_TRAIN_METHOD, "lora", framework);
	if (map_flag(w, "freeze_language_model", false) ||
	    map_flag(w, "train_mm_proj_only", false)) {
		memset(&w->facts[F_TRAIN_METHOD], 0, sizeof(struct fact));
		derive_unknown(w, F_TRAIN_METHOD,
		    "freeze_language_model leaves the decoder as it is");
	}
	if (!fact_is(w, F_TRAIN_METHOD, "lora"))
		return;
	if (map_flag(w, "use_dora", false))
		w->facts[F_TRAIN_METHOD].text = "dora";
	derive_default(w, F_TRAIN_LORA_RANK, "8", framework);
	snprintf(alpha, sizeof(alpha), "%.0f",
	    2 * fact_number(w, F_TRAIN_LORA_RANK, 8));
	derive_default(w, F_TRAIN_LORA_ALPHA, alpha, framework);
	derive_default(w, F_TRAIN_LORA_DROPOUT, "0", framework);
	derive_default(w, F_TRAIN_LORA_TARGETS, "all-linear", framework);
}

static void
set_rows(struct workload *w)
{
	bool pretrain = fact_is(w, F_TRAIN_STAGE, "pretrain");
	struct origin origin = map_origin(w, "packing");

	if (map_flag(w, "packing", false) &&
	    !map_flag(w, "neat_packing", false))
		map_set(w, F_TRAIN_SEQ_KIND, "packed", &origin);
	derive_default(w, F_TRAIN_SEQ_KIND, pretrain ? "packed" : "cap",
	    framework);
}

static void
set_checkpointing(struct workload *w)
{
	struct origin origin = map_origin(w, "disable_gradient_checkpointing");

	if (map_flag(w, "disable_gradient_checkpointing", false))
		map_set(w, F_TRAIN_CHECKPOINTING, "none", &origin);
	derive_default(w, F_TRAIN_CHECKPOINTING, "full", framework);
}

/* examples/deepspeed/ at hiyouga/LLaMA-Factory@ff6d4d1; its web page writes
 * files of the same names to cache/ (src/llamafactory/webui/common.py). */
static void
set_shipped(struct workload *w)
{
	static const struct shipped shipped[] = { { "ds_z0_config.json", "ddp",
						      false, false },
		{ "ds_z2_config.json", "zero2", false, false },
		{ "ds_z2_offload_config.json", "zero2", false, true },
		{ "ds_z3_config.json", "zero3", false, false },
		{ "ds_z3_fp8_config.json", "zero3", false, true },
		{ "ds_z3_offload_config.json", "zero3", true, true },
		{ NULL, NULL, false, false } };

	deepspeed_shipped(w, shipped);
}

/* v1: base_trainer.py, plugins/trainer_plugins/distributed/fsdp2.py. */
static void
set_plugin_sharding(struct workload *w)
{
	const char *name = map_text(w, "dist_config.name");
	struct origin origin = map_origin(w, "dist_config.name");

	if (strncmp(name, "fsdp", 4) != 0) {
		if (!*name)
			derive_default(w, F_PARALLEL_SHARDING, "ddp",
			    framework);
		return;
	}
	map_set(w, F_PARALLEL_SHARDING,
	    map_number(w, "mp_replicate_size", 1) > 1 ? "hsdp"
	    : map_flag(w, "dist_config.reshard_after_forward", true)
		? "fsdp"
		: "fsdp-grad-op",
	    &origin);
	if (map_flag(w, "dist_config.offload_params", false)) {
		origin = map_origin(w, "dist_config.offload_params");
		map_set(w, F_TRAIN_OFFLOAD_PARAMS, "cpu", &origin);
		map_set(w, F_TRAIN_OFFLOAD_OPTIMIZER, "cpu", &origin);
	}
}

static void
set_written(struct workload *w, enum fact_id id, const char *key)
{
	struct origin origin = map_origin(w, key);

	if (*map_text(w, key))
		map_set(w, id, map_text(w, key), &origin);
}

/* What vllm_config says goes before the flat keys; where it is a text, JSON
 * or not, it is not read. */
static void
set_vllm(struct workload *w)
{
	static const enum fact_id facts[] = { F_SERVE_MAX_LEN,
		F_SERVE_MEMORY_FRACTION, F_SERVE_EAGER, F_PARALLEL_TENSOR };
	static const char *const inner[] = { "vllm_config.max_model_len",
		"vllm_config.gpu_memory_utilization",
		"vllm_config.enforce_eager",
		"vllm_config.tensor_parallel_size" };
	static const char *const outer[] = { "vllm_maxlen", "vllm_gpu_util",
		"vllm_enforce_eager" };
	static const char *const defaults[] = { "4096", "0.7", "no" };
	struct origin origin = map_origin(w, "vllm_config");
	bool hidden = *map_text(w, "vllm_config") != '\0';

	for (size_t i = 0; i < 4; i++) {
		if (hidden)
			workload_set_unknown(w, facts[i],
			    "vllm_config is a text that is not read", &origin);
		else
			set_written(w, facts[i], inner[i]);
	}
	for (size_t i = 0; i < 3 && !hidden; i++) {
		if (!fact_known(w, facts[i]))
			set_written(w, facts[i], outer[i]);
		derive_default(w, facts[i], defaults[i], framework);
	}
}

/* LLaMA-Factory passes sglang_config on to nobody; -1 is every GPU. */
static void
set_sglang(struct workload *w)
{
	set_written(w, F_SERVE_MAX_LEN, "sglang_maxlen");
	derive_default(w, F_SERVE_MAX_LEN, "4096", framework);
	set_written(w, F_SERVE_MEMORY_FRACTION, "sglang_mem_fraction");
	derive_default(w, F_SERVE_MEMORY_FRACTION, "0.7", framework);
	if (map_number(w, "sglang_tp_size", -1) >= 1)
		set_written(w, F_PARALLEL_TENSOR, "sglang_tp_size");
}

/* What the transformers engine generates; a prediction cuts its prompts and
 * has the trainer's batches (hparams/generating_args.py, train/sft). */
static void
set_generation(struct workload *w)
{
	set_written(w, F_SERVE_NEW_TOKENS, "max_new_tokens");
	derive_default(w, F_SERVE_NEW_TOKENS, "1024", framework);
	if (!map_flag(w, "do_predict", false))
		return;
	set_written(w, F_SERVE_PROMPT_LEN, "cutoff_len");
	derive_default(w, F_SERVE_PROMPT_LEN, "2048", framework);
	set_written(w, F_SERVE_BATCH, "per_device_eval_batch_size");
	derive_default(w, F_SERVE_BATCH, "8", framework);
}

static void
set_serving(struct workload *w)
{
	const char *backend = map_text(w, "infer_backend");
	struct origin origin = map_origin(w, "infer_backend");
	bool vllm = strcmp(backend, "vllm") == 0;
	bool sglang = strcmp(backend, "sglang") == 0;

	w->kind =
	    map_pair(w->root, "export_dir") ? WORKLOAD_OTHER : WORKLOAD_SERVE;
	if (vllm || sglang)
		map_set(w, F_SERVE_ENGINE, backend, &origin);
	else
		derive_default(w, F_SERVE_ENGINE, "transformers", framework);
	if (vllm)
		set_vllm(w);
	else if (sglang)
		set_sglang(w);
	else
		set_generation(w);
	origin = map_origin(w, "infer_dtype");
	if (strcmp(map_text(w, "infer_dtype"), "float16") == 0)
		map_set(w, F_LOAD_DTYPE, "fp16", &origin);
	else if (strcmp(map_text(w, "infer_dtype"), "bfloat16") == 0)
		map_set(w, F_LOAD_DTYPE, "bf16", &origin);
	else if (strcmp(map_text(w, "infer_dtype"), "float32") == 0)
		map_set(w, F_LOAD_DTYPE, "fp32", &origin);
}

static bool
trains(const struct workload *w)
{
	return map_flag(w, "do_train", false) ||
	       map_pair(w->root, "per_device_train_batch_size") ||
	       map_pair(w->root, "train_dataset") ||
	       map_pair(w->root, "num_train_epochs") ||
	       map_pair(w->root, "learning_rate");
}

/* hparams/finetuning_args.py, GaloreArguments and ApolloArguments. */
static void
set_projection(struct workload *w, const char *name)
{
	const char *type =
	    map_text(w, arena_printf(w->arena, "%s_proj_type", name));
	const char *targets =
	    map_text(w, arena_printf(w->arena, "%s_target", name));
	double rank =
	    map_number(w, arena_printf(w->arena, "%s_rank", name), 16);

	if (*type && strcmp(type, "std") != 0)
		derive_unknown(w, F_TRAIN_OPTIMIZER_RANK,
		    arena_printf(w->arena, "%s_proj_type %.40s", name, type));
	else
		derive_number(w, F_TRAIN_OPTIMIZER_RANK, rank,
		    arena_printf(w->arena, "%s_rank, 16 unless said", name));
	if (*targets && strcmp(targets, "all") != 0)
		derive_text(w, F_TRAIN_OPTIMIZER_TARGETS, targets,
		    arena_printf(w->arena, "%s_target", name));
	if (map_flag(w, arena_printf(w->arena, "%s_layerwise", name), false))
		derive_text(w, F_TRAIN_OPTIMIZER_IN_BACKWARD, "yes",
		    arena_printf(w->arena, "%s_layerwise", name));
}

/* Each of its own, before optim's (train/trainer_utils.py,
 * create_custom_optimizer); GaLore in 8 bits where optim is. */
static void
set_optimizer(struct workload *w)
{
	static const struct {
		const char *flag, *optimizer;
	} rows[] = { { "use_galore", "galore" }, { "use_apollo", "apollo" },
		{ "use_badam", "badam" }, { "use_adam_mini", "adam-mini" },
		{ "use_muon", "muon" } };
	bool eight = fact_is(w, F_TRAIN_OPTIMIZER, "adamw-8bit") ||
		     fact_is(w, F_TRAIN_OPTIMIZER, "paged-adamw-8bit");
	bool factored = fact_is(w, F_TRAIN_OPTIMIZER, "adafactor");

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct origin origin = map_origin(w, rows[i].flag);
		const char *name = rows[i].optimizer;

		if (!map_flag(w, rows[i].flag, false))
			continue;
		memset(&w->facts[F_TRAIN_OPTIMIZER], 0, sizeof(struct fact));
		if (i == 0 && factored)
			name = "galore-adafactor";
		if (i == 0 && eight)
			name = "galore-8bit";
		if (i == 2 && strcmp(map_text(w, "badam_mode"), "ratio") == 0)
			name = "badam-ratio";
		map_set(w, F_TRAIN_OPTIMIZER, name, &origin);
		if (i < 2)
			set_projection(w, i == 0 ? "galore" : "apollo");
		return;
	}
	trainer_optimizer(w, "optim");
}

static void
derive(struct reading *reading, struct workload *w)
{
	(void)reading;
	set_quantisation(w);
	if (!trains(w)) {
		set_serving(w);
		return;
	}
	derive_default(w, F_TRAIN_STAGE, "sft", framework);
	set_method(w);
	set_precision(w);
	llamafactory_set_stage(w);
	set_rows(w);
	set_checkpointing(w);
	derive_default(w, F_TRAIN_MICRO_BATCH, is_first_version(w) ? "8" : "1",
	    framework);
	if (!fact_known(w, F_TRAIN_GLOBAL_BATCH))
		derive_default(w, F_TRAIN_ACCUMULATION, "1", framework);
	derive_default(w, F_TRAIN_LOSS, "plain", framework);
	if (!is_first_version(w)) {
		set_plugin_sharding(w);
	} else {
		set_shipped(w);
		trainer_sharding(w);
		trainer_saving(w, framework);
	}
	set_optimizer(w);
	deepspeed_settle(w);
}

const struct dialect_code code_llamafactory = { .name = "llamafactory",
	.derive = derive };
