/*
 * ptx: code that the driver compiles when it is loaded.
 *
 * PTX of a newer CUDA than the driver came with does not load, where machine
 * code of the same family does (CUDA Compatibility, "Minor Version
 * Compatibility").
 */

#ifndef GPULINT_PTX_H
#define GPULINT_PTX_H

#include "builds.h"

/* True where what the build brings has nothing else for the target's card. */
bool has_only_ptx(struct gpulint_pass *pass, const struct build *build,
    const char *image);

/* True where the job writes PTX itself, or is there to. */
bool compiles_ptx(struct gpulint_pass *pass, const char *image);

#endif
