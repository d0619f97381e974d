/* anchors: the names of one document's anchors, found at once. */

#ifndef GPULINT_ANCHORS_H
#define GPULINT_ANCHORS_H

#include "read/tree.h"

struct anchor {
	const struct node *node; /* its anchor is the name; NULL: free */
	uint32_t document;
};

struct anchors {
	struct anchor *slots; /* a power of two of them, in the arena */
	uint32_t room, count;
	uint32_t document; /* slots of another are free */
};

/* The node's anchor, from now on, means the node. */
void anchors_put(struct anchors *anchors, struct arena *arena,
    const struct node *node);

const struct node *anchors_get(const struct anchors *anchors, const char *name);

/* The next document knows none of them. */
void anchors_forget(struct anchors *anchors);

#endif
