#include "cuda.h"

static const struct gpulint_check *const checks[] = {
	&driver_too_old,
	&unsupported_dtype,
	&arch_not_in_wheel,
	&gpu_too_old,
	NULL,
};

GPULINT_PLUGIN("cuda", checks);
