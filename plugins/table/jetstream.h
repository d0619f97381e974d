/* jetstream: where a file tells of NATS's streams. */

#ifndef GPULINT_JETSTREAM_H
#define GPULINT_JETSTREAM_H

#include "plugin.h"

/*
 * Call judge_chart with each place where values of NATS's chart may stand (the
 * top, or `nats:` of a chart that depends on it), or judge_server for a server
 * that is no chart's.  Neither for what is not NATS's.
 */
void jetstream_each(struct gpulint_pass *pass,
    void (*judge_chart)(struct gpulint_pass *pass,
	const struct gpulint_node *chart),
    void (*judge_server)(struct gpulint_pass *pass));

#endif
