/*
 * mount: the files that a container or a task finds at paths of its own.
 *
 * A command names its config as it lies inside: /configs/train.yaml.  A
 * bind volume, a config map or SkyPilot's file_mounts say which file of the
 * repository that is.
 */

#ifndef GPULINT_MOUNT_H
#define GPULINT_MOUNT_H

#include "dialect/dialect.h"

struct mount {
	const char *at; /* path inside, of a folder or a file */
	const char *from; /* what lies there, beside source; NULL: text */
	const struct node *text; /* of the file itself: a config map's value */
	struct source *source;
	const struct mount *next;
};

/* mounts with one more in front; at and from are the arena's. */
const struct mount *mount_add(struct arena *arena, const struct mount *mounts,
    const struct mount *mount);

/* The mount that a path inside lies on, with what is left of the path; false
 * for none. */
bool mount_find(const struct mount *mounts, const char *path,
    struct mount *found, const char **rest);

/* The tree of what a path inside names, or NULL; nothing is noted. */
const struct tree *mount_open(struct reading *reading,
    const struct mount *mounts, const char *path);

#endif
