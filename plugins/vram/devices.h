/* devices: the GPUs that a service of a compose file sees, by name. */

#ifndef DEVICES_H
#define DEVICES_H

#include "plugin.h"

enum { DEVICES_LIMIT = 8 };

struct devices {
	const char *at[DEVICES_LIMIT]; /* "0", "GPU-8a56..." */
	size_t count;
};

/* The value of a variable of a service; NULL for none, "$" for one that the
 * file does not tell. */
const char *devices_variable(const struct gpulint_node *service,
    const char *name);

/* False where the file does not tell. */
bool devices_of(struct gpulint_pass *pass, const struct gpulint_node *service,
    struct devices *devices);

/* A GPU of both, or NULL. */
const char *devices_shared(const struct devices *one,
    const struct devices *other);

#endif
