/* layers: what layers*.c share, and nobody else. */

#ifndef GPULINT_LAYERS_PARTS_H
#define GPULINT_LAYERS_PARTS_H

#include "link/layers.h"

enum {
	LAYERS_DEPTH_LIMIT = 32, /* of mappings merged, of files below files */
	LAYERS_ITEMS_LIMIT = 128, /* of one defaults list */
	LAYERS_NAME_LIMIT = 256,
	LAYERS_CHOICES_LIMIT = 64 /* overrides in all */
};

/* override GROUP: VALUE */
struct choice {
	const char *group, *value;
};

struct composing {
	struct reading *reading;
	struct workload *w;
	struct arena *arena;
	struct choice choices[LAYERS_CHOICES_LIMIT];
	size_t choice_count;
	bool paths; /* a default is a path below its file, not a group */
};

/* top over base: mappings together, all else replaced. */
const struct node *layers_lay(struct composing *c, const struct node *top,
    const struct node *base, unsigned depth);

/* Remember whose nodes these are, and where they were put. */
void layers_add(struct workload *w, const struct tree *tree, const char *mount);

/* {a: {b: value}} for a package a.b */
const struct node *layers_mounted(struct arena *arena, const char *package,
    const struct node *value);

/* The document over what its hydra defaults list names. */
const struct node *layers_hydra(struct composing *c);

#endif
