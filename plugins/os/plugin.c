#include "os.h"

static const struct gpulint_check *const checks[] = {
	&wsl_memory_limit,
	&windows_unsupported,
	&macos_unsupported,
	&windows_drive_under_wsl,
	&pinned_memory_under_wsl,
	&paged_optimizer_under_wsl,
	&gpudirect_under_wsl,
	&many_gpus_under_wsl,
	&nodes_behind_wsl,
	&linux_driver_under_wsl,
	&device_nodes_under_wsl,
	&desktop_shares_gpu,
	&cpu_wheel_on_windows,
	&spawned_workers,
	&nccl_not_there,
	&emulated_image,
	&glibc_too_old,
	&no_arm64_wheel,
	&no_cuda_on_power,
	&network_file_system,
	&rocm_devices_missing,
	&drive_letter_path,
	&long_path,
	&wsl_disk_limit,
	&kernel_modules_mismatch,
	&wsl_too_old,
	&spills_into_ram,
	NULL,
};

GPULINT_PLUGIN("os", checks);
