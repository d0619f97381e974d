#include "host.h"

static const struct gpulint_check *const checks[] = {
	&shm_too_small,
	&storage_initializer,
	&gpu_requests_unequal,
	&fractional_gpu,
	&device_reservation,
	&gpu_on_hosted_runner,
	&workers_over_cpus,
	&quota_without_effect,
	&removed_gpu_resource,
	&ram_too_small,
	&memory_volume_over_limit,
	&memory_store_over_limit,
	&no_gpu_reserved,
	&save_gathers_in_ram,
	&prompt_cache_over_limit,
	&memlock_too_small,
	&threads_over_cpus,
	&misplaced_resources,
	&unknown_resource,
	&wrong_kind,
	&wrong_value,
	NULL,
};

GPULINT_PLUGIN("host", checks);
