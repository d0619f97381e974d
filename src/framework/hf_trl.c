/* hf_trl: which of the trainers a file of arguments is for, and what that
 * one does by default.  Read at huggingface/trl@f2cd577 trl/trainer,
 * huggingface/transformers@00349ae src/transformers/training_args.py,
 * allenai/open-instruct@00f6b60 open_instruct/finetune.py. */

#include "dialect/codes.h"
#include "dialect/derive.h"
#include "dialect/map.h"
#include "framework/deepspeed.h"
#include "framework/hf_flavour.h"
#include "framework/trainer.h"

#include <string.h>
#include <strings.h>

static const char *const versions[] = { "transformers 5", "trl 1.10",
	"open-instruct 2025" };

static bool
path_says(const struct workload *w, const char *word)
{
	return strcasestr(w->source->path, word) ||
	       strcasestr(map_text(w, "output_dir"), word) ||
	       strcasestr(map_text(w, "hub_model_id"), word);
}

static void
set_stage(struct workload *w, enum flavour flavour)
{
	static const char *const grpo[] = { "num_generations", "reward_funcs",
		"max_completion_length", "reward_weights", NULL };
	static const char *const preference[] = { "beta", "max_prompt_length",
		"precompute_ref_log_probs", "ref_model_path", "dpo_beta",
		NULL };
	struct origin origin = map_derived("the keys and names in the file");
	const char *stage = NULL;

	if (map_has_any(w->root, grpo))
		stage = path_says(w, "dpo") ? NULL : "grpo";
	else if (!map_has_any(w->root, preference))
		stage = path_says(w, "dpo")      ? "dpo"
			: path_says(w, "reward") ? "rm"
						 : "sft";
	else
		stage = path_says(w, "orpo")  ? "orpo"
			: path_says(w, "kto") ? "kto"
			: path_says(w, "ppo") ? "ppo"
					      : "dpo";
	if (stage && flavour != FLAVOUR_TRANSFORMERS)
		map_set(w, F_TRAIN_STAGE, stage, &origin);
}

/* The switches of other scripts, haotian-liu/LLaVA llava/train/train.py and
 * those after it. */
static bool
is_switched_on(const struct workload *w)
{
	static const char *const names[] = { "use_lora", "lora_enable",
		"enable_lora" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (map_pair(w->root, names[i]))
			return map_flag(w, names[i], true);
	}
	return false;
}

/* TRL itself has use_peft for an adapter and lora_r for its rank, and nothing
 * trains the whole of a quantised model: another rank, or one beside such a
 * model, is of a script's own adapter. */
static bool
has_own_adapter(const struct workload *w)
{
	/* r: as PEFT and Unsloth call it */
	return map_pair(w->root, "lora_rank") ||
	       map_pair(w->root, "train_mode") ||
	       (strncmp(fact_text(w, F_QUANT_METHOD), "bnb-", 4) == 0 &&
		   (map_pair(w->root, "lora_r") || map_pair(w->root, "r")));
}

static void
set_method(struct workload *w, enum flavour flavour)
{
	const char *key = "use_peft";
	struct origin origin;
	bool peft = map_flag(w, "use_peft", false);

	if (flavour == FLAVOUR_OPEN_INSTRUCT) {
		key = "use_lora";
		peft = map_flag(w, "use_lora", false) ||
		       map_flag(w, "use_qlora", false);
	}
	origin = map_pair(w->root, key) ? map_origin(w, key)
					: map_default(w, versions[flavour]);
	if (flavour != FLAVOUR_OPEN_INSTRUCT &&
	    !map_pair(w->root, "use_peft") &&
	    (flavour == FLAVOUR_TRANSFORMERS || is_switched_on(w) ||
		has_own_adapter(w)))
		return; /* the script decides, and a rank tells of adapters */
	map_set(w, F_TRAIN_METHOD,
	    !peft                            ? "full"
	    : map_flag(w, "use_dora", false) ? "dora"
					     : "lora",
	    &origin);
	if (!peft)
		return;
	derive_default(w, F_TRAIN_LORA_RANK,
	    flavour == FLAVOUR_OPEN_INSTRUCT ? "64" : "16", versions[flavour]);
	derive_default(w, F_TRAIN_LORA_ALPHA,
	    flavour == FLAVOUR_OPEN_INSTRUCT ? "16" : "32", versions[flavour]);
	derive_default(w, F_TRAIN_LORA_DROPOUT,
	    flavour == FLAVOUR_OPEN_INSTRUCT ? "0.1" : "0.05",
	    versions[flavour]);
	derive_default(w, F_TRAIN_LORA_TARGETS,
	    flavour == FLAVOUR_OPEN_INSTRUCT ? "q, o, v, k, gate, up, down"
					     : "q, v",
	    versions[flavour]);
}

static void
set_precision(struct workload *w, enum flavour flavour)
{
	bool trl = flavour == FLAVOUR_TRL;

	if (trainer_precision(w))
		return;
	if (flavour == FLAVOUR_OPEN_INSTRUCT)
		return; /* the launcher decides */
	if (trl && !map_pair(w->root, "bf16"))
		derive_default(w, F_TRAIN_PRECISION, "amp-bf16",
		    versions[flavour]);
	else
		derive_default(w, F_TRAIN_PRECISION, "fp32", versions[flavour]);
}

/* auto: as the checkpoint was saved. */
static void
set_own_dtype(struct reading *reading, struct workload *w)
{
	struct origin origin = map_derived("auto: the checkpoint's own dtype");
	const struct model *model;
	bool exact;

	model = fact_known(w, F_MODEL_ID)
		    ? catalog_model(reading->catalog, fact_text(w, F_MODEL_ID),
			  &exact)
		    : NULL;
	if (model && model->dtype && *model->dtype)
		map_set(w, F_LOAD_DTYPE, model->dtype, &origin);
	else
		workload_set_unknown(w, F_LOAD_DTYPE,
		    "auto: the checkpoint's own dtype", &origin);
}

/* ModelConfig loads fp32 unless told; a quantised base comes in the dtype
 * that its computation runs in. */
static void
set_load_dtype(struct reading *reading, struct workload *w,
    enum flavour flavour)
{
	bool bf16 = fact_is(w, F_TRAIN_PRECISION, "amp-bf16");
	struct origin origin = map_derived("dtype of the loaded model");

	if (strcmp(map_text(w, "torch_dtype"), "auto") == 0 ||
	    strcmp(map_text(w, "dtype"), "auto") == 0)
		set_own_dtype(reading, w);
	if (flavour == FLAVOUR_TRL)
		derive_default(w, F_LOAD_DTYPE, "fp32", versions[flavour]);
	else if (flavour != FLAVOUR_TRANSFORMERS)
		derive_default(w, F_LOAD_DTYPE, "bf16", versions[flavour]);
	if (fact_known(w, F_QUANT_METHOD) &&
	    !fact_known(w, F_QUANT_COMPUTE_DTYPE))
		map_set(w, F_QUANT_COMPUTE_DTYPE,
		    fact_known(w, F_LOAD_DTYPE) ? fact_text(w, F_LOAD_DTYPE)
		    : bf16                      ? "bf16"
						: "fp32",
		    &origin);
}

static void
set_quantisation(struct workload *w, enum flavour flavour)
{
	struct origin origin;

	trainer_bitsandbytes(w, flavour == FLAVOUR_TRL ? "nf4" : "fp4");
	if (map_flag(w, "use_qlora", false)) {
		origin = map_origin(w, "use_qlora");
		map_set(w, F_QUANT_METHOD, "bnb-nf4", &origin);
		map_set(w, F_QUANT_BITS, "4", &origin);
		map_set(w, F_QUANT_DOUBLE, "yes", &origin);
	}
}

/* Prompt and completion make a row of GRPO. */
static void
set_rows(struct workload *w, enum flavour flavour)
{
	double prompt = map_number(w, "max_prompt_length", 0);
	double completion = map_number(w, "max_completion_length", 512);
	struct origin origin = map_derived("max_prompt_length + "
					   "max_completion_length");
	bool trl = flavour == FLAVOUR_TRL;

	if (fact_known(w, F_TRAIN_TARGET_LEN))
		derive_default(w, F_TRAIN_SEQ_LEN, "1024", versions[flavour]);
	else if (map_pair(w->root, "max_source_length"))
		derive_default(w, F_TRAIN_TARGET_LEN, "128", versions[flavour]);
	if (fact_is(w, F_TRAIN_STAGE, "grpo")) {
		derive_default(w, F_TRAIN_ANSWER_LEN, "512", versions[flavour]);
		if (prompt > 0)
			workload_set_number(w, F_TRAIN_SEQ_LEN,
			    prompt + completion, &origin);
	} else if (trl && fact_known(w, F_TRAIN_STAGE)) {
		derive_default(w, F_TRAIN_SEQ_LEN, "1024", versions[flavour]);
	}
	if (flavour != FLAVOUR_TRANSFORMERS)
		derive_default(w, F_TRAIN_SEQ_KIND, "cap", versions[flavour]);
}

static void
set_reference(struct workload *w, enum flavour flavour)
{
	const char *stage = fact_text(w, F_TRAIN_STAGE);
	bool adapter = fact_is(w, F_TRAIN_METHOD, "lora") ||
		       fact_is(w, F_TRAIN_METHOD, "dora");
	struct origin origin = map_derived("the trainer's stage");
	bool needs =
	    strcmp(stage, "dpo") == 0 || strcmp(stage, "kto") == 0 ||
	    (strcmp(stage, "grpo") == 0 && map_number(w, "beta", 0) > 0);

	if (map_flag(w, "precompute_ref_log_probs", false))
		needs = false;
	if (needs)
		map_set(w, F_TRAIN_REFERENCE_MODEL,
		    adapter ? "adapter-base" : "full", &origin);
	else if (*stage)
		derive_default(w, F_TRAIN_REFERENCE_MODEL, "none",
		    versions[flavour]);
	if (map_flag(w, "use_vllm", false) &&
	    strcmp(map_text(w, "vllm_mode"), "server") != 0)
		derive_default(w, F_SERVE_MEMORY_FRACTION, "0.3",
		    versions[flavour]);
	if (map_flag(w, "use_vllm", false) &&
	    strcmp(map_text(w, "vllm_mode"), "colocate") == 0 &&
	    !map_flag(w, "vllm_enable_sleep_mode", false))
		workload_set(w, F_TRAIN_ROLLOUT_SHARE,
		    &w->facts[F_SERVE_MEMORY_FRACTION]);
}

/* open_instruct/finetune.py and dpo_tune.py: flash attention or eager, and
 * bitsandbytes' paged AdamW over a quantised base. */
static void
set_open_instruct(struct workload *w)
{
	bool flash = map_flag(w, "use_flash_attn", true);
	bool eight = map_flag(w, "use_8bit_optimizer", false);

	derive_default(w, F_TRAIN_ATTENTION, flash ? "flash2" : "eager",
	    versions[FLAVOUR_OPEN_INSTRUCT]);
	if (map_flag(w, "use_qlora", false))
		derive_default(w, F_TRAIN_OPTIMIZER,
		    eight ? "paged-adamw-8bit" : "paged-adamw-32bit",
		    versions[FLAVOUR_OPEN_INSTRUCT]);
}

/* An argument of Unsloth's own, which cuts the loss in chunks and keeps the
 * inputs of blocks in RAM (unslothai/unsloth-zoo unsloth_zoo/fused_losses,
 * unsloth_zoo/gradient_checkpointing.py). */
static void
set_unsloth(struct workload *w)
{
	static const char key[] = "use_gradient_checkpointing";

	if (strcmp(map_text(w, key), "unsloth") != 0)
		return;
	derive_text(w, F_TRAIN_LOSS, "fused", key);
	derive_text(w, F_TRAIN_OFFLOAD_ACTIVATIONS, "cpu", key);
}

/* trl hands it to accelerate; other scripts may prepare data by it. */
static void
set_processes(struct workload *w, enum flavour flavour)
{
	struct origin origin = map_origin(w, "num_processes");
	double count = map_number(w, "num_processes", 0);

	if (flavour == FLAVOUR_TRL && count >= 1)
		workload_set_number(w, F_PARALLEL_GPUS, count, &origin);
}

static void
derive(struct reading *reading, struct workload *w)
{
	/* haotian-liu/LLaVA scripts */
	static const struct shipped llava[] = {
		{ "zero2.json", "zero2", false, false },
		{ "zero3.json", "zero3", false, false },
		{ "zero3_offload.json", "zero3", true, true },
		{ NULL, NULL, false, false },
	};
	enum flavour flavour = hf_flavour(w);
	struct origin origin = map_derived("the keys in the file");

	map_set(w, F_FRAMEWORK_NAME, hf_flavour_names[flavour], &origin);
	trainer_model(w);
	set_processes(w, flavour);
	set_stage(w, flavour);
	set_quantisation(w, flavour);
	set_method(w, flavour);
	set_precision(w, flavour);
	set_load_dtype(reading, w, flavour);
	if (trainer_only_evaluates(w)) {
		w->kind = WORKLOAD_OTHER;
		return;
	}
	set_rows(w, flavour);
	set_reference(w, flavour);
	if (flavour != FLAVOUR_OPEN_INSTRUCT)
		hf_companions(w);
	derive_default(w, F_TRAIN_CHECKPOINTING,
	    flavour == FLAVOUR_TRL ? "full" : "none", versions[flavour]);
	derive_default(w, F_TRAIN_MICRO_BATCH, "8", versions[flavour]);
	derive_default(w, F_TRAIN_ACCUMULATION, "1", versions[flavour]);
	if (flavour == FLAVOUR_OPEN_INSTRUCT)
		set_open_instruct(w);
	derive_default(w, F_TRAIN_EPOCHS, "3", versions[flavour]);
	set_unsloth(w);
	derive_default(w, F_TRAIN_LOSS, "plain", versions[flavour]);
	if (flavour != FLAVOUR_OPEN_INSTRUCT) {
		trainer_sharding(w);
		trainer_saving(w, versions[flavour]);
	}
	trainer_optimizer(w, "optim");
	if (map_pair(w->root, "vision_tower"))
		deepspeed_shipped(w, llava);
	deepspeed_settle(w);
}

const struct dialect_code code_hf_trl = { .name = "hf_trl", .derive = derive };
