#include "vram.h"

static const struct gpulint_check *const checks[] = {
	&overflow,
	&kv_cache_too_small,
	NULL,
};

GPULINT_PLUGIN("vram", checks);
