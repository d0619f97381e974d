#include "launch.h"

static const struct gpulint_check *const checks[] = {
	&batch_product_mismatch,
	&both_fp16_and_bf16,
	&heads_not_divisible,
	NULL,
};

GPULINT_PLUGIN("launch", checks);
