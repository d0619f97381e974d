#include "dialect/codes.h"

const struct dialect_code *const dialect_codes[] = { &code_axolotl,
	&code_deepspeed, &code_workload, NULL };
