/*
 * edit: changes to the bytes of one file, and what makes them safe to offer.
 *
 * Edits touch scalar tokens or insert and drop whole lines; every byte
 * outside them stays: comments, quoting, order, line ends, a missing final
 * newline.  A style that cannot be edited so (block scalars, flow mappings
 * for insertions, transcoded files) gets no edit: then the fix has none and
 * is not offered.
 */

#ifndef GPULINT_EDIT_H
#define GPULINT_EDIT_H

#include "base/text.h"
#include "rule/finding.h"

/* Replace a scalar's token, keeping its quotes where the new text needs or
 * had them.  false: this token cannot be edited. */
bool edit_replace(struct fix *fix, struct source *source,
    enum tree_syntax syntax, const struct node *scalar, const char *text,
    struct arena *arena);

/* Rename a key: its token becomes text. */
bool edit_rename(struct fix *fix, struct source *source,
    enum tree_syntax syntax, const struct node *key, const char *text,
    struct arena *arena);

/* Drop the whole lines of a pair of a block mapping, never the only pair. */
bool edit_drop(struct fix *fix, struct source *source,
    const struct node *mapping, const struct node *key, struct arena *arena);

/* Insert `key: value` as a line after a pair of a block mapping (or a member
 * of a JSON object written one a line), with that pair's indentation. */
bool edit_insert_after(struct fix *fix, struct source *source,
    enum tree_syntax syntax, const struct node *mapping, const struct node *key,
    const char *new_key, const char *value, struct arena *arena);

/* The bytes with the edits made.  The edits are in rising order and do not
 * overlap, which the functions above see to; false otherwise. */
bool edits_apply(const struct source *source, const struct edit *edits,
    struct text *out);

#endif
