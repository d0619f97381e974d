/*
 * newest_wheel: a part of driver-too-old.
 *
 * A command that asks for torch, or for what needs it, and names no release
 * gets PyPI's newest, whatever driver there is.
 */

#ifndef GPULINT_NEWEST_WHEEL_H
#define GPULINT_NEWEST_WHEEL_H

#include "plugin.h"

/* Report the first such package whose wheels the target's driver is too old
 * for.  Silent once anything chooses a torch. */
void newest_wheel_judge(struct gpulint_pass *pass);

#endif
