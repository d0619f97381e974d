#include "cuda.h"

static const struct gpulint_check *const checks[] = {
	&driver_too_old,
	&unsupported_dtype,
	&arch_not_in_wheel,
	&gpu_too_old,
	&software_kernels,
	&tf32_before_ampere,
	&auto_dtype_before_ampere,
	&torch_companions_mismatch,
	&torch_build_missing,
	&cuda_suffix_mismatch,
	&python_outside_torch,
	&library_wants_other_torch,
	&bitsandbytes_without_cuda,
	&toolkit_newer_than_driver,
	&wrong_vendor,
	&cudnn_mismatch,
	&rocm_arch_missing,
	NULL,
};

GPULINT_PLUGIN("cuda", checks);
