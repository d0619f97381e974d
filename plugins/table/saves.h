/* saves: how many checkpoints lie on the disk at once. */

#ifndef GPULINT_SAVES_H
#define GPULINT_SAVES_H

#include "plugin.h"

/* The most, or 0 where that is not known.  The oldest is deleted after the
 * newest is written, so one more than kept. */
double saves_at_once(struct gpulint_pass *pass);

/* How many are written, deleted ones among them; 0 where that is not known. */
double saves_in_all(struct gpulint_pass *pass);

#endif
