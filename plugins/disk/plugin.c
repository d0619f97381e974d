#include "disk.h"

static const struct gpulint_check *const checks[] = {
	&checkpoints_fill_disk,
	&model_cache_too_large,
	NULL,
};

GPULINT_PLUGIN("disk", checks);
