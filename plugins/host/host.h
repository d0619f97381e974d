/* host: RAM, CPUs and shared memory of the machine.  One file a rule. */

#ifndef GPULINT_HOST_H
#define GPULINT_HOST_H

#include "plugin.h"

extern const struct gpulint_check shm_too_small;
extern const struct gpulint_check storage_initializer;
extern const struct gpulint_check gpu_requests_unequal;
extern const struct gpulint_check fractional_gpu;
extern const struct gpulint_check device_reservation;
extern const struct gpulint_check gpu_on_hosted_runner;
extern const struct gpulint_check workers_over_cpus;
extern const struct gpulint_check quota_without_effect;
extern const struct gpulint_check removed_gpu_resource;
extern const struct gpulint_check ram_too_small;
extern const struct gpulint_check memory_volume_over_limit;
extern const struct gpulint_check memory_store_over_limit;
extern const struct gpulint_check no_gpu_reserved;
extern const struct gpulint_check save_gathers_in_ram;
extern const struct gpulint_check prompt_cache_over_limit;
extern const struct gpulint_check memlock_too_small;
extern const struct gpulint_check threads_over_cpus;
extern const struct gpulint_check misplaced_resources;
extern const struct gpulint_check unknown_resource;
extern const struct gpulint_check wrong_kind;
extern const struct gpulint_check wrong_value;

#endif
