/* launch: settings that contradict each other.  One file a rule. */

#ifndef GPULINT_LAUNCH_H
#define GPULINT_LAUNCH_H

#include "plugin.h"

extern const struct gpulint_check batch_product_mismatch;
extern const struct gpulint_check both_fp16_and_bf16;
extern const struct gpulint_check contradicting_settings;
extern const struct gpulint_check deepspeed_config_twice;
extern const struct gpulint_check heads_not_divisible;
extern const struct gpulint_check missing_setting;
extern const struct gpulint_check offload_without_effect;
extern const struct gpulint_check optimizer_with_sharding;
extern const struct gpulint_check quantization_with_sharding;
extern const struct gpulint_check quantization_without_adapter;
extern const struct gpulint_check sharding_twice;
extern const struct gpulint_check two_quantizations;

#endif
