/* codes: the C files of single dialects, for codes.c alone. */

#ifndef GPULINT_CODES_H
#define GPULINT_CODES_H

#include "dialect/dialect.h"

extern const struct dialect_code code_axolotl, code_deepspeed,
    code_workload;

#endif
