#include "os.h"

static const struct gpulint_check *const checks[] = {
	&wsl_memory_limit,
	&windows_unsupported,
	&macos_unsupported,
	&windows_drive_under_wsl,
	&pinned_memory_under_wsl,
	NULL,
};

GPULINT_PLUGIN("os", checks);
