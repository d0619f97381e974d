/* indexes: where pip looks for PyTorch, and the CUDA that this decides. */

#ifndef GPULINT_INDEXES_H
#define GPULINT_INDEXES_H

#include "pins.h"

/* The variant and index that a word names, if it does. */
void index_read(struct gpulint_pass *pass, struct environment *e,
    const struct gpulint_node *node, const char *word);

/* Give e the index of extra, which pip is told of beside PyPI, where that
 * decides what is installed. */
void index_prefer(struct gpulint_pass *pass, struct environment *e,
    const struct environment *extra);

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
