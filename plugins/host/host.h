/* host: RAM, CPUs and shared memory of the machine.  One file a rule. */

#ifndef GPULINT_HOST_H
#define GPULINT_HOST_H

#include "plugin.h"

extern const struct gpulint_check shm_too_small;

#endif
