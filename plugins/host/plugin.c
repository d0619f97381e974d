#include "host.h"

static const struct gpulint_check *const checks[] = {
	&shm_too_small,
	&gpu_requests_unequal,
	&fractional_gpu,
	&device_reservation,
	&workers_over_cpus,
	&removed_gpu_resource,
	NULL,
};

GPULINT_PLUGIN("host", checks);
