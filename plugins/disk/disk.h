/* disk: what fills the disk.  One file a rule. */

#ifndef GPULINT_DISK_H
#define GPULINT_DISK_H

#include "plugin.h"

extern const struct gpulint_check checkpoints_fill_disk;
extern const struct gpulint_check model_cache_too_large;

#endif
