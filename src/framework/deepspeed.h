/* deepspeed: what a DeepSpeed configuration changes for the trainer that
 * links to it. */

#ifndef GPULINT_DEEPSPEED_H
#define GPULINT_DEEPSPEED_H

#include "workload/workload.h"

/* ZeRO is known by now: the trainer's bf16 then means bf16 weights with fp32
 * master copies, not autocast. */
void deepspeed_settle(struct workload *w);

#endif
