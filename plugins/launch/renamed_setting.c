/* renamed-setting: a key that newer releases know by another name, or not. */

#include "conflict.h"
#include "launch.h"

/*
 * The release that will read the file is seldom known, so these are notes and
 * their edits are not safe: an older one may not know the new name.
 */
static const struct conflict rows[] = {
	/* axolotl utils/schemas/deprecated.py */
	{ "axolotl", "evaluation_strategy !eval_strategy",
	    "evaluation_strategy is the old name of eval_strategy",
	    "rename it to eval_strategy where axolotl is newer than mid 2024",
	    GPULINT_NOTE, "evaluation_strategy>eval_strategy", false },
	/* axolotl utils/schemas/deprecated.py */
	{ "axolotl", "noisy_embedding_alpha !neftune_noise_alpha",
	    "noisy_embedding_alpha is the old name of neftune_noise_alpha",
	    "rename it to neftune_noise_alpha where axolotl is newer than 2023",
	    GPULINT_NOTE, "noisy_embedding_alpha>neftune_noise_alpha", false },
	/* axolotl utils/schemas/deprecated.py */
	{ "axolotl", "dpo_beta !rl_beta", "dpo_beta is the old name of rl_beta",
	    "rename it to rl_beta where axolotl is 0.5 or newer", GPULINT_NOTE,
	    "dpo_beta>rl_beta", false },
	/* axolotl utils/schemas/deprecated.py */
	{ "axolotl", "eval_max_new_tokens !generation_max_new_tokens",
	    "eval_max_new_tokens is the old name of generation_max_new_tokens",
	    "rename it to generation_max_new_tokens where axolotl is 0.13 or "
	    "newer",
	    GPULINT_NOTE, "eval_max_new_tokens>generation_max_new_tokens",
	    false },
	/* axolotl utils/schemas/validation.py */
	{ "axolotl",
	    "pretrain_multipack_buffer_size !streaming_multipack_buffer_size",
	    "pretrain_multipack_buffer_size is the old name of "
	    "streaming_multipack_buffer_size",
	    "rename it to streaming_multipack_buffer_size where axolotl is "
	    "0.13 or newer",
	    GPULINT_NOTE,
	    "pretrain_multipack_buffer_size>streaming_multipack_buffer_size",
	    false },
	/* axolotl utils/schemas/validation.py */
	{ "axolotl", "sequence_parallel_degree !context_parallel_size",
	    "sequence_parallel_degree is the old name of context_parallel_size",
	    "rename it to context_parallel_size where axolotl is 0.12 or newer",
	    GPULINT_NOTE, "sequence_parallel_degree>context_parallel_size",
	    false },
	/* axolotl utils/schemas/config.py */
	{ "axolotl", "dataset_processes !dataset_num_proc",
	    "dataset_processes is the old name of dataset_num_proc",
	    "rename it to dataset_num_proc where axolotl is 0.13 or newer",
	    GPULINT_NOTE, "dataset_processes>dataset_num_proc", false },
	/* axolotl utils/schemas/deprecated.py */
	{ "axolotl", "max_packed_sequence_len",
	    "max_packed_sequence_len is no longer supported",
	    "use sample_packing: true with sequence_len", GPULINT_NOTE, NULL,
	    false },
	/* axolotl utils/schemas/deprecated.py */
	{ "axolotl", "rope_scaling",
	    "rope_scaling at the top level is no longer supported",
	    "move it under overrides_of_model_config", GPULINT_NOTE, NULL,
	    false },
	/* axolotl utils/schemas/deprecated.py */
	{ "axolotl", "dpo_use_logits_to_keep",
	    "dpo_use_logits_to_keep went with TRL 0.29", "remove it",
	    GPULINT_NOTE, NULL, false },
	/* axolotl utils/schemas/deprecated.py */
	{ "axolotl", "dpo_generate_during_eval",
	    "dpo_generate_during_eval went with TRL 0.29", "remove it",
	    GPULINT_NOTE, NULL, false },
	/* axolotl utils/schemas/deprecated.py */
	{ "axolotl", "dpo_norm_loss", "dpo_norm_loss went with TRL 0.29",
	    "remove it", GPULINT_NOTE, NULL, false },
	/* axolotl utils/schemas/deprecated.py */
	{ "axolotl", "rpo_alpha", "rpo_alpha went with TRL 0.29", "remove it",
	    GPULINT_NOTE, NULL, false },
	/* axolotl utils/schemas/deprecated.py */
	{ "axolotl", "s2_attention",
	    "shifted sparse attention is no longer supported",
	    "remove s2_attention", GPULINT_NOTE, NULL, false },
	/* axolotl utils/schemas/deprecated.py */
	{ "axolotl", "flash_attn_rms_norm",
	    "flash_attn_rms_norm is no longer supported", "use liger_rms_norm",
	    GPULINT_NOTE, NULL, false },
	/* axolotl utils/schemas/validation.py */
	{ "axolotl", "unsloth_lora_mlp", "unsloth_lora_mlp has been removed",
	    "use lora_mlp_kernel", GPULINT_NOTE, NULL, false },
	/* axolotl utils/schemas/validation.py */
	{ "axolotl", "unsloth_lora_qkv", "unsloth_lora_qkv has been removed",
	    "use lora_qkv_kernel", GPULINT_NOTE, NULL, false },
	/* axolotl utils/schemas/validation.py */
	{ "axolotl", "unsloth_lora_o", "unsloth_lora_o has been removed",
	    "use lora_o_kernel", GPULINT_NOTE, NULL, false },
	/* axolotl utils/schemas/validation.py */
	{ "axolotl", "unsloth_cross_entropy_loss",
	    "unsloth_cross_entropy_loss has been removed",
	    "use cut_cross_entropy", GPULINT_NOTE, NULL, false },
	/* axolotl utils/schemas/validation.py */
	{ "axolotl", "unsloth_rms_norm", "unsloth_rms_norm has been removed",
	    "use liger_rms_norm", GPULINT_NOTE, NULL, false },
	/* axolotl utils/schemas/validation.py */
	{ "axolotl", "unsloth_rope", "unsloth_rope has been removed",
	    "use liger_rope", GPULINT_NOTE, NULL, false },
	/* transformers src/transformers/training_args.py: new in 4.41, the old one gone with 4.46 */
	{ "hf_trl|llamafactory", "evaluation_strategy !eval_strategy",
	    "evaluation_strategy is the old name of eval_strategy",
	    "rename it to eval_strategy where transformers is 4.41 or newer",
	    GPULINT_NOTE, "evaluation_strategy>eval_strategy", false },
	/* transformers src/transformers/training_args.py: gone with 5 */
	{ "hf_trl|llamafactory",
	    "per_gpu_train_batch_size !per_device_train_batch_size",
	    "per_gpu_train_batch_size is the old name of "
	    "per_device_train_batch_size",
	    "rename it to per_device_train_batch_size where transformers is "
	    "3.0 or newer",
	    GPULINT_NOTE,
	    "per_gpu_train_batch_size>per_device_train_batch_size", false },
	/* transformers src/transformers/training_args.py: gone with 5 */
	{ "hf_trl|llamafactory",
	    "per_gpu_eval_batch_size !per_device_eval_batch_size",
	    "per_gpu_eval_batch_size is the old name of "
	    "per_device_eval_batch_size",
	    "rename it to per_device_eval_batch_size where transformers is 3.0 "
	    "or newer",
	    GPULINT_NOTE, "per_gpu_eval_batch_size>per_device_eval_batch_size",
	    false },
	/* transformers src/transformers/training_args.py: gone with 5 */
	{ "hf_trl|llamafactory", "no_cuda !use_cpu",
	    "no_cuda is the old name of use_cpu",
	    "rename it to use_cpu where transformers is 4.35 or newer",
	    GPULINT_NOTE, "no_cuda>use_cpu", false },
};

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, rows, sizeof(rows) / sizeof(*rows));
}

const struct gpulint_check renamed_setting = {
	.id = "renamed-setting",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
