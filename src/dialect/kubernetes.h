/* kubernetes: what kubernetes*.c share, and nobody else. */

#ifndef GPULINT_KUBERNETES_H
#define GPULINT_KUBERNETES_H

#include "dialect/container.h"

struct pods {
	const struct node *items[64]; /* pod specs */
	size_t count;
};

struct pod {
	struct reading *reading;
	const struct tree *tree; /* siblings: claims */
	const struct node *root; /* the document */
	const struct node *spec;
	const struct dialect *dialect;
};

/* Add the workload of one container of a pod. */
void pod_container(const struct pod *pod, const struct node *container);

#endif
