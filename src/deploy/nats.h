/* nats: what nats*.c and the readers of containers and charts share. */

#ifndef GPULINT_NATS_H
#define GPULINT_NATS_H

#include "deploy/container.h"

/* nats, nats-server, synadia/nats-server and the like. */
bool nats_is_image(const char *text);

/* The server in a container: its flags, and the configuration that they
 * name.  False where the image is no NATS server. */
bool nats_serve(struct box *c);

/* The facts of a server's configuration, which stands in source. */
void nats_settings(struct workload *w, struct source *source,
    const struct node *root);

#endif
