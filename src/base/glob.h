/* glob: which files people mean by a pattern of paths. */

#ifndef GPULINT_GLOB_H
#define GPULINT_GLOB_H

#include <stdbool.h>

/* True where the path is meant: a glob where * also spans folders; one
 * without / is held against each part. */
bool path_is_meant(const char *glob, const char *path);

#endif
