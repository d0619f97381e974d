/* engines: the model servers of a compose file that take a share of the GPU,
 * whatever the model needs. */

#ifndef ENGINES_H
#define ENGINES_H

#include "devices.h"

struct engine {
	const struct gpulint_node *service;
	const char *name;
	const char *flag; /* that says the share */
	bool counts_others; /* as its own */
	bool of_rest; /* the share is of what is free when it starts */
	struct devices devices;
	const struct gpulint_node *node; /* that says the share, or the image */
	const char *word; /* the share as it stands there, NULL: a default */
	double share; /* of each copy */
	double copies; /* of the service, on the same GPUs */
};

/* False for a service that is no such server, is not always started, or whose
 * GPUs the file does not tell. */
bool engine_read(struct gpulint_pass *pass, const struct gpulint_node *service,
    struct engine *engine);

/* Started after the other: depends_on. */
bool engine_waits_for(const struct engine *engine, const struct engine *other);

#endif
