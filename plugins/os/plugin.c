#include "os.h"

static const struct gpulint_check *const checks[] = {
	&wsl_memory_limit,
	&windows_unsupported,
	&macos_unsupported,
	NULL,
};

GPULINT_PLUGIN("os", checks);
