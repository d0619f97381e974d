#include "host.h"

static const struct gpulint_check *const checks[] = {
	&shm_too_small,
	NULL,
};

GPULINT_PLUGIN("host", checks);
