#include "cuda.h"

static const struct gpulint_check *const checks[] = {
	&driver_too_old,
	&unsupported_dtype,
	&arch_not_in_wheel,
	&gpu_too_old,
	&software_kernels,
	&tf32_before_ampere,
	&auto_dtype_before_ampere,
	NULL,
};

GPULINT_PLUGIN("cuda", checks);
