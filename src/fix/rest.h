/*
 * rest: whether edits left everything else as it was.
 *
 * What is compared are the two trees and their comments, not the bytes: a
 * line that is inserted into a block scalar, or a comment mark that comes to
 * stand before a value, changes what other bytes mean.
 */

#ifndef GPULINT_REST_H
#define GPULINT_REST_H

#include "read/tree.h"
#include "rule/finding.h"

/* True where every node and comment outside the edits is in the edited file
 * too, with the same text, style, names and depth, and nothing is there
 * besides but what the edits wrote. */
bool rest_is_same(const struct tree *before, const struct edit *edits,
    const struct tree *after);

#endif
