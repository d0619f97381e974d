/* package: one line of what an environment installs, as env.* facts. */

#ifndef GPULINT_PACKAGE_H
#define GPULINT_PACKAGE_H

#include "workload/workload.h"

/* "channel::name=1.2=build", "name==1.2", "name[extra]==1.2": what is pinned
 * to one version.  Ranges and bare names pin nothing. */
void package_read(struct workload *w, const struct node *node);
/* The same of each scalar of a list. */
void packages_read(struct workload *w, const struct node *list);

#endif
