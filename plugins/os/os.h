/* os: what the operating system does not give.  One file a rule. */

#ifndef GPULINT_OS_H
#define GPULINT_OS_H

#include "plugin.h"

extern const struct gpulint_check wsl_memory_limit;
extern const struct gpulint_check windows_unsupported;
extern const struct gpulint_check macos_unsupported;
extern const struct gpulint_check windows_drive_under_wsl;
extern const struct gpulint_check pinned_memory_under_wsl;
extern const struct gpulint_check paged_optimizer_under_wsl;
extern const struct gpulint_check gpudirect_under_wsl;
extern const struct gpulint_check many_gpus_under_wsl;
extern const struct gpulint_check nodes_behind_wsl;
extern const struct gpulint_check linux_driver_under_wsl;
extern const struct gpulint_check device_nodes_under_wsl;
extern const struct gpulint_check desktop_shares_gpu;
extern const struct gpulint_check cpu_wheel_on_windows;
extern const struct gpulint_check spawned_workers;
extern const struct gpulint_check nccl_not_there;
extern const struct gpulint_check emulated_image;
extern const struct gpulint_check glibc_too_old;
extern const struct gpulint_check no_arm64_wheel;
extern const struct gpulint_check no_cuda_on_power;
extern const struct gpulint_check network_file_system;
extern const struct gpulint_check rocm_devices_missing;
extern const struct gpulint_check drive_letter_path;
extern const struct gpulint_check long_path;
extern const struct gpulint_check wsl_disk_limit;
extern const struct gpulint_check kernel_modules_mismatch;
extern const struct gpulint_check wsl_too_old;
extern const struct gpulint_check spills_into_ram;

/* Report under the rule at hand what a conda file asks for and conda does not
 * have for Windows, or else for macOS. */
void conda_report(struct gpulint_pass *pass, bool windows);

/* True of jobs of GitHub and GitLab: their scripts run on the target itself,
 * those of a cloud's tasks on a machine with Linux. */
bool is_pipeline(struct gpulint_pass *pass);

/* True of a job of GitHub's that runs its commands in WSL, on a runner with
 * Windows. */
bool runs_in_wsl(struct gpulint_pass *pass);

#endif
