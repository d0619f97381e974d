/* launch: settings that contradict each other.  One file a rule. */

#ifndef GPULINT_LAUNCH_H
#define GPULINT_LAUNCH_H

#include "plugin.h"

extern const struct gpulint_check batch_product_mismatch;
extern const struct gpulint_check batched_tokens_too_small;
extern const struct gpulint_check both_fp16_and_bf16;
extern const struct gpulint_check contradicting_settings;
extern const struct gpulint_check deepspeed_config_twice;
extern const struct gpulint_check deepspeed_mismatch;
extern const struct gpulint_check device_map_across_processes;
extern const struct gpulint_check experts_not_divisible;
extern const struct gpulint_check fp16_with_bf16_model;
extern const struct gpulint_check full_precision_training;
extern const struct gpulint_check generations_not_divisible;
extern const struct gpulint_check global_batch_too_small;
extern const struct gpulint_check gpus_not_divisible;
extern const struct gpulint_check half_loaded_weights;
extern const struct gpulint_check heads_not_divisible;
extern const struct gpulint_check hidden_not_divisible;
extern const struct gpulint_check layers_not_divisible;
extern const struct gpulint_check max_len_over_positions;
extern const struct gpulint_check missing_setting;
extern const struct gpulint_check misspelt_value;
extern const struct gpulint_check offload_without_effect;
extern const struct gpulint_check optimizer_with_sharding;
extern const struct gpulint_check packing_without_flash_attention;
extern const struct gpulint_check quantised_cache_without_flash_attention;
extern const struct gpulint_check quantization_with_sharding;
extern const struct gpulint_check quantization_without_adapter;
extern const struct gpulint_check reentrant_checkpointing;
extern const struct gpulint_check renamed_setting;
extern const struct gpulint_check save_eval_mismatch;
extern const struct gpulint_check sequence_not_divisible;
extern const struct gpulint_check setting_without_effect;
extern const struct gpulint_check sharding_twice;
extern const struct gpulint_check shared_gpu_engine;
extern const struct gpulint_check sizes_not_divisible;
extern const struct gpulint_check too_few_gpus;
extern const struct gpulint_check two_quantizations;
extern const struct gpulint_check value_out_of_range;

#endif
