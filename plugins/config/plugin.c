#include "config.h"

static const struct gpulint_check *const checks[] = {
	&duplicate_key,
	&unknown_key,
	NULL,
};

GPULINT_PLUGIN("config", checks);
