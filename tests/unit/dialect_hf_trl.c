/* Which trainer a file of arguments is for, and its defaults. */

#include "dialect_case.h"

static void
loads_fp32_and_checkpoints_in_trl(void **state)
{
	struct workload *w = workload_of("hf_trl", "sft.yaml",
	    "model_name_or_path: x\ndataset_name: d\nuse_peft: true\n"
	    "per_device_train_batch_size: 2\n");

	(void)state;
	says(w, F_FRAMEWORK_NAME, "trl");
	says(w, F_LOAD_DTYPE, "fp32");
	says(w, F_TRAIN_PRECISION, "amp-bf16");
	says(w, F_TRAIN_CHECKPOINTING, "full");
	says(w, F_TRAIN_LORA_RANK, "16");
	says(w, F_TRAIN_LORA_ALPHA, "32");
	says(w, F_TRAIN_SEQ_LEN, "1,024");
	says(w, F_TRAIN_STAGE, "sft");
}

static void
takes_auto_for_the_checkpoints_own_dtype(void **state)
{
	struct workload *w = workload_of("hf_trl", "a.yaml",
	    "model_name_or_path: nobody/knows-this-one\ndtype: auto\n"
	    "dataset_name: d\nper_device_train_batch_size: 2\n");

	(void)state;
	says(w, F_LOAD_DTYPE, "unknown");
}

static void
keeps_the_defaults_of_the_plain_trainer(void **state)
{
	struct workload *w = workload_of("hf_trl", "args.json",
	    "{\"per_device_train_batch_size\": 2, \"output_dir\": \"o\"}");

	(void)state;
	says(w, F_FRAMEWORK_NAME, "transformers");
	says(w, F_TRAIN_PRECISION, "fp32");
	says(w, F_TRAIN_CHECKPOINTING, "none");
	says(w, F_TRAIN_ACCUMULATION, "1");
	says(w, F_TRAIN_METHOD, "");
	says(w, F_TRAIN_SEQ_LEN, "");
	says(w, F_SAVE_EVERY_STEPS, "500");
}

/* TRL's switch is use_peft; another one is another script's. */
static void
takes_the_switch_of_another_script(void **state)
{
	struct workload *on = workload_of("hf_trl", "a.yaml",
	    "model_name_or_path: x\nuse_lora: 1\nlora_r: 8\n"
	    "per_device_train_batch_size: 1\n");
	struct workload *off = workload_of("hf_trl", "a.yaml",
	    "model_name_or_path: x\nuse_lora: false\nlora_r: 8\n"
	    "per_device_train_batch_size: 1\n");

	(void)state;
	says(on, F_TRAIN_METHOD, "lora");
	says(off, F_TRAIN_METHOD, "full");
}

static void
tells_open_instruct_apart(void **state)
{
	struct workload *w = workload_of("hf_trl", "o.yaml",
	    "model_name_or_path: x\nuse_slow_tokenizer: true\n"
	    "use_qlora: true\nper_device_train_batch_size: 1\n");

	(void)state;
	says(w, F_FRAMEWORK_NAME, "open-instruct");
	says(w, F_QUANT_METHOD, "bnb-nf4");
	says(w, F_TRAIN_METHOD, "lora");
}

static void
adds_prompt_and_completion_for_grpo(void **state)
{
	struct workload *w = workload_of("hf_trl", "g.yaml",
	    "model_name_or_path: x\nper_device_train_batch_size: 4\n"
	    "num_generations: 8\nmax_prompt_length: 512\n"
	    "max_completion_length: 1024\nuse_vllm: true\n");

	(void)state;
	says(w, F_TRAIN_STAGE, "grpo");
	says(w, F_TRAIN_SEQ_LEN, "1,536");
	says(w, F_TRAIN_REFERENCE_MODEL, "none");
	says(w, F_SERVE_MEMORY_FRACTION, "0.3");
}

static void
holds_a_reference_for_dpo(void **state)
{
	struct workload *w = workload_of("hf_trl", "dpo.yaml",
	    "model_name_or_path: x\nper_device_train_batch_size: 4\n"
	    "beta: 0.1\nload_in_4bit: true\nuse_peft: true\n");

	(void)state;
	says(w, F_TRAIN_STAGE, "dpo");
	says(w, F_TRAIN_REFERENCE_MODEL, "adapter-base");
	says(w, F_QUANT_METHOD, "bnb-nf4");
}

static void
saves_by_steps_only_where_it_does(void **state)
{
	struct workload *w = workload_of("hf_trl", "a.yaml",
	    "per_device_train_batch_size: 4\nsave_strategy: 'no'\n"
	    "save_steps: 10\nfsdp: full_shard auto_wrap offload\n");

	(void)state;
	says(w, F_SAVE_EVERY_STEPS, "");
	says(w, F_PARALLEL_SHARDING, "fsdp");
	says(w, F_TRAIN_OFFLOAD_PARAMS, "cpu");
}

static void
reads_the_arguments_of_optimizers(void **state)
{
#define SFT                                                                    \
	"model_name_or_path: x\ndataset_name: "                                \
	"d\nper_device_train_batch_size: 2\n"
	struct workload *w = workload_of("hf_trl", "sft.yaml",
	    SFT "optim: galore_adamw_layerwise\n"
		"optim_args: scale=0.25, rank=64\n"
		"optim_target_modules: [attn, mlp]\n");

	(void)state;
	says(w, F_TRAIN_OPTIMIZER, "galore");
	says(w, F_TRAIN_OPTIMIZER_RANK, "64");
	says(w, F_TRAIN_OPTIMIZER_TARGETS, "attn, mlp");
	says(w, F_TRAIN_OPTIMIZER_IN_BACKWARD, "yes");
	w = workload_of("hf_trl", "sft.yaml",
	    SFT "optim: apollo_adamw\noptim_target_modules: all-linear\n");
	says(w, F_TRAIN_OPTIMIZER, "apollo");
	says(w, F_TRAIN_OPTIMIZER_RANK, "128");
	says(w, F_TRAIN_OPTIMIZER_IN_BACKWARD, "");
	w = workload_of("hf_trl", "sft.yaml",
	    SFT "optim: galore_adamw\noptim_args: rank=8,proj_type=left\n");
	says(w, F_TRAIN_OPTIMIZER_RANK, "unknown");
	w = workload_of("hf_trl", "sft.yaml",
	    SFT "optim: schedule_free_sgd\noptim_args: rank=8\n");
	says(w, F_TRAIN_OPTIMIZER, "schedule-free-sgd");
	says(w, F_TRAIN_OPTIMIZER_RANK, "");
}

static void
knows_who_stays_beside_the_trained_model(void **state)
{
#define ROWS "model_name_or_path: x\nper_device_train_batch_size: 2\n"
	struct workload *w = workload_of("hf_trl", "gkd.yaml",
	    ROWS "dataset_name: d\nteacher_model_name_or_path: big/teacher\n");

	(void)state;
	says(w, F_TRAIN_OTHER_MODELS, "big/teacher");
	says(w, F_TRAIN_DISTILLATION, "yes");
	w = workload_of("hf_trl", "grpo.yaml",
	    ROWS "num_generations: 8\nreward_model_name_or_path: a/reward\n");
	says(w, F_TRAIN_OTHER_MODELS, "a/reward");
	says(w, F_TRAIN_DISTILLATION, "");
	w = workload_of("hf_trl", "ppo.yaml",
	    ROWS "num_ppo_epochs: 4\nreward_model_path: a/reward\n");
	says(w, F_TRAIN_OTHER_MODELS, "unknown");
	w = workload_of("hf_trl", "sft.yaml", ROWS "dataset_name: d\n");
	says(w, F_TRAIN_OTHER_MODELS, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loads_fp32_and_checkpoints_in_trl),
		cmocka_unit_test(takes_auto_for_the_checkpoints_own_dtype),
		cmocka_unit_test(keeps_the_defaults_of_the_plain_trainer),
		cmocka_unit_test(takes_the_switch_of_another_script),
		cmocka_unit_test(tells_open_instruct_apart),
		cmocka_unit_test(adds_prompt_and_completion_for_grpo),
		cmocka_unit_test(holds_a_reference_for_dpo),
		cmocka_unit_test(saves_by_steps_only_where_it_does),
		cmocka_unit_test(reads_the_arguments_of_optimizers),
		cmocka_unit_test(knows_who_stays_beside_the_trained_model),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
