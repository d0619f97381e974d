/*
 * gpu_name: what the names of GPUs are made of.
 *
 * For the index of the catalogue and for its look-ups.
 */

#ifndef GPULINT_GPU_NAME_H
#define GPULINT_GPU_NAME_H

#include "catalog/name.h"

enum { QUALIFIER_LIMIT = 6, QUALIFIER_ROOM = 12 };

/* A name taken apart: "H100-SXM5-80GB" is h100 with sxm5 and 80 GB. */
struct parts {
	struct name base;
	char qualifiers[QUALIFIER_LIMIT][QUALIFIER_ROOM];
	size_t count;
	double gb; /* 0: none said */
};

/* Drop the words of a vendor; the vendor that they name, or NULL. */
const char *gpu_drop_vendor(struct name *name);

/* What a name is compared by: squeezed, without a vendor. */
struct name gpu_name(const char *s, size_t length);

/* "4090" of "rtx4090": true where digits alone stand for a card. */
bool gpu_drop_series(struct name *name);

/* Remarks in parentheses at the end are left out. */
struct parts gpu_take_apart(const char *s);

#endif
