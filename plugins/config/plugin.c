#include "config.h"

static const struct gpulint_check *const checks[] = {
	&duplicate_key,
	&unknown_key,
	&number_read_as_string,
	&boolean_looking_key,
	&sexagesimal,
	&no_read_as_false,
	&escaped_windows_path,
	NULL,
};

GPULINT_PLUGIN("config", checks);
