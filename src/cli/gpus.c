/* gpulint gpus: the GPUs that are known, and what one offers. */

#include "cli/cli.h"
#include "cli/listing.h"

static const void *
find_gpu(const struct catalog *catalog, const char *name, const char **note)
{
	size_t covers;
	const struct gpu *gpu = catalog_gpu(catalog, name, &covers);

	if (covers > 1)
		*note = "several sizes bear that name; this is the smallest";
	return gpu;
}

int
command_gpus(int argc, char **argv)
{
	static const struct listing listing = { "gpus", "GPU", find_gpu,
		catalog_suggest_gpu, list_gpus };

	return listing_command(&listing, argc, argv);
}
