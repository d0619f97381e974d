/* missing-setting: a setting without the one that it needs. */

#include "conflict.h"
#include "launch.h"

static const struct conflict rows[] = {
	/* axolotl utils/schemas/validation.py */
	{ "axolotl", "pretraining_dataset !max_steps",
	    "a streamed pretraining_dataset has no length, and max_steps is "
	    "not set",
	    "set max_steps", GPULINT_ERROR, NULL, false },
	{ "axolotl", "streaming !max_steps !pretraining_dataset",
	    "a streamed data set has no length, and max_steps is not set",
	    "set max_steps", GPULINT_WARNING, NULL, false },
	{ "axolotl",
	    "rl=kto !remove_unused_columns "
	    "remove_unused_columns!=false",
	    "kto needs columns that the trainer drops",
	    "set remove_unused_columns: false", GPULINT_ERROR, NULL, false },
	{ "axolotl", "rl=kto remove_unused_columns",
	    "kto needs columns that the trainer drops",
	    "set remove_unused_columns: false", GPULINT_ERROR,
	    "remove_unused_columns=false", true },
	{ "axolotl", "activation_offloading !gradient_checkpointing",
	    "activation_offloading works on checkpoints, and "
	    "gradient_checkpointing is off",
	    "set gradient_checkpointing: true", GPULINT_WARNING, NULL, false },
	{ "axolotl", "selective_checkpointing !gradient_checkpointing",
	    "selective_checkpointing needs gradient_checkpointing",
	    "set gradient_checkpointing: true", GPULINT_ERROR, NULL, false },
	{ "axolotl", "early_stopping_patience !save_steps",
	    "early stopping looks at steps, and save_steps is not set",
	    "set save_steps and eval_steps", GPULINT_NOTE, NULL, false },
	{ "axolotl", "early_stopping_patience save_steps !eval_steps",
	    "early stopping looks at steps, and eval_steps is not set",
	    "set eval_steps", GPULINT_NOTE, NULL, false },
	{ "axolotl", "peft_layers_pattern !peft_layers_to_transform",
	    "peft_layers_pattern needs peft_layers_to_transform",
	    "set peft_layers_to_transform", GPULINT_ERROR, NULL, false },
	{ "axolotl", "chat_template=jinja !chat_template_jinja",
	    "chat_template: jinja needs the template itself",
	    "set chat_template_jinja", GPULINT_ERROR, NULL, false },
	{ "axolotl", "push_dataset_to_hub hf_use_auth_token=false",
	    "pushing a data set needs a token", "set hf_use_auth_token: true",
	    GPULINT_ERROR, "hf_use_auth_token=true", true },
	{ "axolotl", "relora !jagged_restart_steps !relora_steps",
	    "ReLoRA restarts, and jagged_restart_steps is not set",
	    "set jagged_restart_steps", GPULINT_ERROR, NULL, false },
	{ "axolotl", "deepcompile !deepspeed",
	    "DeepCompile is a part of DeepSpeed",
	    "set deepspeed, or deepcompile: false", GPULINT_ERROR, NULL,
	    false },
	{ "axolotl", "do_bench_eval !evals_per_epoch !eval_steps",
	    "do_bench_eval needs to know when to evaluate", "set eval_steps",
	    GPULINT_ERROR, NULL, false },
	{ "axolotl", "torch_compile_options torch_compile=false",
	    "torch_compile_options without torch_compile",
	    "set torch_compile: true", GPULINT_ERROR, NULL, false },
	{ "axolotl",
	    "scaling_softmax !flex_attention "
	    "attn_implementation!=flex_attention",
	    "scaling_softmax needs flex attention",
	    "set attn_implementation: flex_attention", GPULINT_ERROR, NULL,
	    false },
	{ "axolotl", "save_strategy=best !metric_for_best_model",
	    "the best checkpoint by which metric?",
	    "set metric_for_best_model: eval_loss", GPULINT_ERROR, NULL,
	    false },
	/* transformers trainer.py, __init__ */
	{ "hf_trl|llamafactory",
	    "save_strategy=best !metric_for_best_model "
	    "!load_best_model_at_end",
	    "the best checkpoint by which metric?",
	    "set metric_for_best_model: eval_loss", GPULINT_ERROR, NULL,
	    false },
	/* LLaMA-Factory hparams/parser.py and finetuning_args.py */
	{ "llamafactory", "stage=ppo !reward_model do_train",
	    "ppo needs a reward model", "set reward_model", GPULINT_ERROR, NULL,
	    false },
	{ "llamafactory", "streaming do_train !max_steps",
	    "a streamed data set has no length, and max_steps is not set",
	    "set max_steps", GPULINT_ERROR, NULL, false },
	{ "llamafactory", "do_predict stage=sft predict_with_generate=false",
	    "predictions are saved by generating them",
	    "set predict_with_generate: true", GPULINT_ERROR,
	    "predict_with_generate=true", false },
	/* accelerate utils/launch.py, prepare_multi_gpu_env; both may come
	 * from the command line */
	{ "accelerate",
	    "num_machines>1 main_process_ip=null|~ "
	    "distributed_type=MULTI_GPU|FSDP",
	    "several machines meet at main_process_ip, which is empty",
	    "set main_process_ip, or give --main_process_ip", GPULINT_NOTE,
	    NULL, false },
	/* DeepSpeed runtime/zero/stage3.py, runtime/swap_tensor: the path is
	 * joined to a folder */
	{ "deepspeed",
	    "zero_optimization.offload_optimizer.device=nvme "
	    "zero_optimization.stage=3 "
	    "!zero_optimization.offload_optimizer.nvme_path",
	    "offload to NVMe needs a folder, and nvme_path is not set",
	    "add nvme_path: /local/nvme", GPULINT_ERROR, NULL, false },
	{ "deepspeed",
	    "zero_optimization.offload_param.device=nvme "
	    "zero_optimization.stage=3 "
	    "!zero_optimization.offload_param.nvme_path",
	    "offload to NVMe needs a folder, and nvme_path is not set",
	    "add nvme_path: /local/nvme", GPULINT_ERROR, NULL, false },
	/* runtime/zero/config.py, offload_ratio_check */
	{ "deepspeed",
	    "zero_optimization.offload_optimizer.ratio<1 "
	    "zero_optimization.stage<3",
	    "offloading a part of the optimizer needs ZeRO stage 3",
	    "set stage to 3, or ratio to 1.0", GPULINT_ERROR, NULL, false },
	{ "accelerate",
	    "deepspeed_config.offload_optimizer_device=nvme "
	    "deepspeed_config.zero_stage=3 "
	    "deepspeed_config.offload_optimizer_nvme_path=none",
	    "offload to NVMe needs a folder", "set offload_optimizer_nvme_path",
	    GPULINT_WARNING, NULL, false },
	{ "accelerate",
	    "deepspeed_config.offload_param_device=nvme "
	    "deepspeed_config.zero_stage=3 "
	    "deepspeed_config.offload_param_nvme_path=none",
	    "offload to NVMe needs a folder", "set offload_param_nvme_path",
	    GPULINT_WARNING, NULL, false },
};

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, rows, sizeof(rows) / sizeof(*rows));
}

const struct gpulint_check missing_setting = {
	.id = "missing-setting",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
