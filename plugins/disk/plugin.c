#include "disk.h"

static const struct gpulint_check *const checks[] = {
	&checkpoints_fill_disk,
	&model_cache_too_large,
	&file_store_over_volume,
	&keeps_every_checkpoint,
	&output_in_memory,
	&output_in_container,
	&data_too_large,
	&image_too_large,
	&lfs_keeps_twice,
	&disk_too_small,
	&store_in_temporary_folder,
	NULL,
};

GPULINT_PLUGIN("disk", checks);
