/* listing: what `gpulint gpus` and `gpulint models` share. */

#ifndef GPULINT_LISTING_H
#define GPULINT_LISTING_H

#include "catalog/list.h"

struct listing {
	const char *table; /* "gpus" */
	const char *what; /* "GPU" */
	const void *(*find)(const struct catalog *catalog, const char *name,
	    const char **note);
	const char *(*suggest)(const struct catalog *catalog, const char *name);
	void (*print)(struct text *out, const void *const *rows, size_t count);
};

int listing_command(const struct listing *listing, int argc, char **argv);

#endif
