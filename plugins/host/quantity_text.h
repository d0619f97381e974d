/* quantity_text: how Kubernetes spells an amount of memory or CPUs. */

#ifndef GPULINT_QUANTITY_TEXT_H
#define GPULINT_QUANTITY_TEXT_H

#include "plugin.h"

/* Report a quantity that Kubernetes cannot read, or memory that is less than
 * any container has. */
void quantity_judge(struct gpulint_pass *pass, const struct gpulint_node *node,
    const char *name);

#endif
