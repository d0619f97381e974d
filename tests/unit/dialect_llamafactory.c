/* LLaMA-Factory's own rules, v0 and v1. */

#include "dialect_case.h"

static void
trains_lora_in_fp32_with_checkpointing(void **state)
{
	struct workload *w = workload_of("llamafactory", "a.yaml",
	    "model_name_or_path: x\nstage: sft\ndo_train: true\n"
	    "finetuning_type: lora\nlora_rank: 16\nbf16: true\n"
	    "quantization_bit: 4\ncutoff_len: 1024\n");

	(void)state;
	says(w, F_TRAIN_METHOD, "lora");
	says(w, F_TRAIN_LORA_RANK, "16");
	says(w, F_TRAIN_LORA_ALPHA, "32");
	says(w, F_TRAIN_LORA_TARGETS, "all-linear");
	says(w, F_TRAIN_TRAINABLE_DTYPE, "fp32");
	says(w, F_TRAIN_CHECKPOINTING, "full");
	says(w, F_QUANT_METHOD, "bnb-nf4");
	says(w, F_QUANT_DOUBLE, "yes");
	says(w, F_TRAIN_MICRO_BATCH, "8");
	says(w, F_TRAIN_SEQ_KIND, "cap");
	says(w, F_SAVE_EVERY_STEPS, "500");
}

static void
upcasts_full_training_unless_it_is_pure(void **state)
{
	struct workload *w = workload_of("llamafactory", "a.yaml",
	    "model_name_or_path: x\ndo_train: true\nfinetuning_type: full\n"
	    "bf16: true\n");

	(void)state;
	says(w, F_TRAIN_TRAINABLE_DTYPE, "fp32");
	says(w, F_TRAIN_PRECISION, "amp-bf16");
	w = workload_of("llamafactory", "a.yaml",
	    "model_name_or_path: x\ndo_train: true\nfinetuning_type: full\n"
	    "pure_bf16: true\ndisable_gradient_checkpointing: true\n");
	says(w, F_TRAIN_TRAINABLE_DTYPE, "bf16");
	says(w, F_TRAIN_PRECISION, "bf16");
	says(w, F_TRAIN_CHECKPOINTING, "none");
}

static void
packs_rows_of_pretraining(void **state)
{
	struct workload *w = workload_of("llamafactory", "a.yaml",
	    "model_name_or_path: x\ndo_train: true\nstage: pt\n"
	    "cutoff_len: 64\n");

	(void)state;
	says(w, F_TRAIN_STAGE, "pretrain");
	says(w, F_TRAIN_SEQ_KIND, "packed");
}

static void
knows_which_preference_losses_need_a_reference(void **state)
{
	struct workload *w = workload_of("llamafactory", "a.yaml",
	    "model_name_or_path: x\ndo_train: true\nstage: dpo\n"
	    "finetuning_type: full\n");

	(void)state;
	says(w, F_TRAIN_REFERENCE_MODEL, "full");
	w = workload_of("llamafactory", "a.yaml",
	    "model_name_or_path: x\ndo_train: true\nstage: dpo\n"
	    "pref_loss: simpo\nfinetuning_type: full\n");
	says(w, F_TRAIN_REFERENCE_MODEL, "none");
}

static void
serves_and_exports_without_training_facts(void **state)
{
	struct workload *w = workload_of("llamafactory", "a.yaml",
	    "model_name_or_path: x\ntemplate: qwen\ninfer_backend: vllm\n");

	(void)state;
	assert_int_equal(w->kind, WORKLOAD_SERVE);
	says(w, F_SERVE_ENGINE, "vllm");
	says(w, F_TRAIN_METHOD, "");
	says(w, F_TRAIN_SEQ_LEN, "");
	w = workload_of("llamafactory", "a.yaml",
	    "model_name_or_path: x\ntemplate: qwen\nexport_dir: out\n");
	assert_int_equal(w->kind, WORKLOAD_OTHER);
}

static void
reads_the_names_of_the_second_version(void **state)
{
	struct workload *w = workload_of("llamafactory", "a.yaml",
	    "model: x\nmodel_class: llm\ntrain_dataset: d\n"
	    "micro_batch_size: 2\npeft_config: {name: lora}\n");

	(void)state;
	says(w, F_MODEL_ID, "x");
	says(w, F_TRAIN_MICRO_BATCH, "2");
	says(w, F_TRAIN_METHOD, "lora");
}

static void
reads_optimizers_of_its_own(void **state)
{
#define FULL "model_name_or_path: x\ndo_train: true\nfinetuning_type: full\n"
	static const struct {
		const char *keys, *optimizer, *rank;
	} rows[] = { { "use_galore: true\n", "galore", "16" },
		{ "use_galore: true\noptim: adamw_8bit\ngalore_rank: 64\n",
		    "galore-8bit", "64" },
		{ "use_galore: true\ngalore_proj_type: left\n", "galore",
		    "unknown" },
		{ "optim: adamw_torch\nuse_apollo: true\napollo_rank: 1\n",
		    "apollo", "1" },
		{ "use_badam: true\n", "badam", "" },
		{ "use_badam: true\nbadam_mode: ratio\n", "badam-ratio", "" },
		{ "use_adam_mini: true\n", "adam-mini", "" },
		{ "use_muon: true\n", "muon", "" },
		{ "use_galore: false\n", "adamw", "" } };
	struct workload *w;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		w = workload_of("llamafactory", "a.yaml",
		    arena_printf(&arena, FULL "%s", rows[i].keys));
		says(w, F_TRAIN_OPTIMIZER, rows[i].optimizer);
		says(w, F_TRAIN_OPTIMIZER_RANK, rows[i].rank);
		says(w, F_TRAIN_OPTIMIZER_IN_BACKWARD, "");
	}
	w = workload_of("llamafactory", "a.yaml",
	    FULL "use_galore: true\ngalore_layerwise: true\n"
		 "galore_target: mlp\n");
	says(w, F_TRAIN_OPTIMIZER_IN_BACKWARD, "yes");
	says(w, F_TRAIN_OPTIMIZER_TARGETS, "mlp");
}

static void
knows_where_a_reward_model_is(void **state)
{
#define PPO                                                                    \
	"model_name_or_path: x\ndo_train: true\nstage: ppo\n"                  \
	"finetuning_type: lora\n"                                              \
	"reward_model: a/reward\n"
	static const struct {
		const char *keys, *others;
	} rows[] = { { "", "" }, { "reward_model_type: api\n", "" },
		{ "reward_model_type: full\n", "a/reward" },
		{ "reward_model_type: full\nquantization_bit: 4\n",
		    "a/reward@2" },
		{ "reward_model_type: full\nreward_model_quantization_bit: 8\n",
		    "unknown" } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct workload *w = workload_of("llamafactory", "a.yaml",
		    arena_printf(&arena, PPO "%s", rows[i].keys));

		says(w, F_TRAIN_OTHER_MODELS, rows[i].others);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trains_lora_in_fp32_with_checkpointing),
		cmocka_unit_test(upcasts_full_training_unless_it_is_pure),
		cmocka_unit_test(packs_rows_of_pretraining),
		cmocka_unit_test(
		    knows_which_preference_losses_need_a_reference),
		cmocka_unit_test(serves_and_exports_without_training_facts),
		cmocka_unit_test(reads_the_names_of_the_second_version),
		cmocka_unit_test(reads_optimizers_of_its_own),
		cmocka_unit_test(knows_where_a_reward_model_is),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
