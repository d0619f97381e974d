/* deepspeed: what a DeepSpeed configuration changes for the trainer that
 * links to it. */

#ifndef GPULINT_DEEPSPEED_H
#define GPULINT_DEEPSPEED_H

#include "workload/workload.h"

/* A configuration that a trainer brings along. */
struct shipped {
	const char *name, *sharding;
	bool params, optimizer; /* offloaded to the CPU */
};

/* Where `deepspeed:` names a file that is not beside this one, take the
 * trainer's own of that name; the last row has none. */
void deepspeed_shipped(struct workload *w, const struct shipped *rows);

/* ZeRO is known by now: the trainer's bf16 then means bf16 weights with fp32
 * master copies, not autocast. */
void deepspeed_settle(struct workload *w);

#endif
