#include "launch.h"

static const struct gpulint_check *const checks[] = {
	&batch_product_mismatch,
	&batched_tokens_too_small,
	&both_fp16_and_bf16,
	&contradicting_settings,
	&deepspeed_config_twice,
	&device_map_across_processes,
	&generations_not_divisible,
	&global_batch_too_small,
	&gpus_not_divisible,
	&heads_not_divisible,
	&max_len_over_positions,
	&missing_setting,
	&offload_without_effect,
	&optimizer_with_sharding,
	&quantised_cache_without_flash_attention,
	&quantization_with_sharding,
	&quantization_without_adapter,
	&reentrant_checkpointing,
	&renamed_setting,
	&save_eval_mismatch,
	&sharding_twice,
	&too_few_gpus,
	&two_quantizations,
	NULL,
};

GPULINT_PLUGIN("launch", checks);
