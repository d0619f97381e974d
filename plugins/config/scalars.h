/* scalars: every key and value of a file, for the rules about how loaders
 * read them. */

#ifndef GPULINT_CONFIG_SCALARS_H
#define GPULINT_CONFIG_SCALARS_H

#include "plugin.h"

/* Called with each plain or quoted scalar; false to go no further. */
typedef bool scalar_visit(struct gpulint_pass *pass,
    const struct gpulint_node *scalar, bool is_key);

void scalars_visit(struct gpulint_pass *pass, scalar_visit *visit);

#endif
