/* indexes: addresses of PyTorch's index that no command names. */

#ifndef GPULINT_INDEXES_H
#define GPULINT_INDEXES_H

#include "pins.h"

/* Whether a text is the address of PyTorch's index, and nothing else. */
bool index_is_address(const char *text);

/*
 * An index that a variable or an argument gives, an environment of its own, is
 * one more for the commands beside it; where there are none, it stays what is
 * known.  How many environments are left.
 */
size_t indexes_lend(struct gpulint_pass *pass, struct environment *all,
    size_t count);

#endif
