#include "vram.h"

static const struct gpulint_check *const checks[] = {
	&overflow,
	&kv_cache_too_small,
	&tight,
	&large_logits,
	&share_below_weights,
	NULL,
};

GPULINT_PLUGIN("vram", checks);
