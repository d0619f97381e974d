/* vram: what the GPU's memory cannot hold.  One file a rule. */

#ifndef GPULINT_VRAM_H
#define GPULINT_VRAM_H

#include "plugin.h"

extern const struct gpulint_check overflow;
extern const struct gpulint_check kv_cache_too_small;
extern const struct gpulint_check tight;
extern const struct gpulint_check large_logits;
extern const struct gpulint_check share_below_weights;

#endif
