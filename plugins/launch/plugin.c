#include "launch.h"

static const struct gpulint_check *const checks[] = {
	&batch_product_mismatch,
	&both_fp16_and_bf16,
	&contradicting_settings,
	&deepspeed_config_twice,
	&heads_not_divisible,
	&missing_setting,
	&offload_without_effect,
	&optimizer_with_sharding,
	&quantization_with_sharding,
	&quantization_without_adapter,
	&sharding_twice,
	&two_quantizations,
	NULL,
};

GPULINT_PLUGIN("launch", checks);
