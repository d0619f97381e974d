/* kustomize_render: the resources of an overlay as it makes them. */

#ifndef GPULINT_KUSTOMIZE_RENDER_H
#define GPULINT_KUSTOMIZE_RENDER_H

#include "dialect/dialect.h"

enum { RENDERED_LIMIT = 256, KUSTOMIZE_LIST_LIMIT = 128 };

struct rendered {
	const struct node *roots[RENDERED_LIMIT];
	bool touched[RENDERED_LIMIT]; /* by the overlay itself */
	size_t count;
	struct {
		const struct node *entry; /* of configMapGenerator */
		struct source *source;
	} maps[KUSTOMIZE_LIST_LIMIT];
	size_t map_count;
	unsigned merges, visits; /* so far: both are bounded */
	bool used[KUSTOMIZE_LIST_LIMIT]; /* entries of images */
};

/* Resources, components, patches and images of the document in tree; w
 * learns whose nodes they are.  What is not there leaves a note. */
void kustomize_render(struct reading *reading, struct workload *w,
    const struct tree *tree, const struct node *root, struct rendered *out);

#endif
