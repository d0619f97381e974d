/* disk: what fills the disk.  One file a rule. */

#ifndef GPULINT_DISK_H
#define GPULINT_DISK_H

#include "plugin.h"

/* The free disk of the machine, or else what the file asks for. */
const struct gpulint_fact *disk_free(struct gpulint_pass *pass);
/* The same for checkpoints, which may have a volume of their own; unknown where
 * that has no size here. */
const struct gpulint_fact *disk_free_for_saves(struct gpulint_pass *pass);

extern const struct gpulint_check checkpoints_fill_disk;
extern const struct gpulint_check model_cache_too_large;
extern const struct gpulint_check file_store_over_volume;
extern const struct gpulint_check keeps_every_checkpoint;
extern const struct gpulint_check output_in_memory;
extern const struct gpulint_check output_in_container;
extern const struct gpulint_check data_too_large;
extern const struct gpulint_check image_too_large;
extern const struct gpulint_check lfs_keeps_twice;
extern const struct gpulint_check disk_too_small;
extern const struct gpulint_check store_in_temporary_folder;

#endif
