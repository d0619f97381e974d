/* launch: settings that contradict each other.  One file a rule. */

#ifndef GPULINT_LAUNCH_H
#define GPULINT_LAUNCH_H

#include "plugin.h"

extern const struct gpulint_check batch_product_mismatch;
extern const struct gpulint_check both_fp16_and_bf16;
extern const struct gpulint_check heads_not_divisible;

#endif
