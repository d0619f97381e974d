/* llamafactory: what its stages bring besides the policy. */

#ifndef GPULINT_LLAMAFACTORY_H
#define GPULINT_LLAMAFACTORY_H

#include "workload/workload.h"

/* Reference and reward model, and the loss that the stage can take. */
void llamafactory_set_stage(struct workload *w);

#endif
