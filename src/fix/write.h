/*
 * write: a file gets its new bytes whole, or keeps its old ones.
 *
 * Symbolic links are followed; mode and owner stay; the new bytes go to a
 * temporary file in the same folder, are synced, and take the name by
 * rename(2), so that whatever interrupts it the file is old or new.  The
 * temporary file has no name before it is whole, where the file system can
 * do that; being killed after it may leave NAME.gpulint-fix-PID-N behind.
 *
 * Refused with a reason: a file with other hard links (they would keep the
 * old bytes), one that changed since it was read, one that may not be
 * written, one that is no regular file, a folder that cannot be written, and
 * what a link leads to outside the repository: a folder that was named is no
 * leave to write elsewhere.
 */

#ifndef GPULINT_WRITE_H
#define GPULINT_WRITE_H

#include "read/source.h"

/* old: the source as it was read, to see that the file is still that; root:
 * the real path of the folder that holds it, or NULL for any. */
bool write_atomic(const struct source *old, const char *root, const char *bytes,
    size_t size, struct error *err);

#endif
