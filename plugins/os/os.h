/* os: what the operating system does not give.  One file a rule. */

#ifndef GPULINT_OS_H
#define GPULINT_OS_H

#include "plugin.h"

extern const struct gpulint_check wsl_memory_limit;
extern const struct gpulint_check windows_unsupported;
extern const struct gpulint_check macos_unsupported;
extern const struct gpulint_check windows_drive_under_wsl;
extern const struct gpulint_check pinned_memory_under_wsl;

#endif
