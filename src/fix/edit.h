/*
 * edit: changes to the bytes of one file, and what makes them safe to offer.
 *
 * Edits touch scalar tokens or insert and drop whole lines; every byte
 * outside them stays: comments, quoting, order, line ends, a missing final
 * newline.  A style that cannot be edited so (block scalars,
 * transcoded files) gets no edit: then the fix has none and
 * is not offered.
 */

#ifndef GPULINT_EDIT_H
#define GPULINT_EDIT_H

#include "base/text.h"
#include "rule/finding.h"

/* Replace a scalar's token, a key's too, keeping its quotes where the new
 * text needs or had them; what a `key:` leaves out is written behind it.
 * false: this token cannot be edited. */
bool edit_replace(struct fix *fix, struct source *source,
    enum tree_syntax syntax, const struct node *scalar, const char *text,
    struct arena *arena);

/* The same with the token as it is to be: `false` for "true", [gpu]. */
bool edit_write(struct fix *fix, struct source *source,
    const struct node *scalar, const char *text, struct arena *arena);

/* Drop the whole lines of a pair of a block mapping, or of a member between
 * braces, in JSON or YAML, that are written one a line; never the only one. */
bool edit_drop(struct fix *fix, struct source *source, enum tree_syntax syntax,
    const struct node *mapping, const struct node *key, struct arena *arena);

/* Insert `key: value` as a line after a pair, with that pair's indentation,
 * in a block mapping, or between braces that hold one pair a line (there
 * before the last pair, as no comma may stand behind it); several at one pair
 * stand in the order of the calls.  A value that starts with { or [ is a
 * collection in the file's syntax.  False in { a: 1 }, where there is no line
 * to insert. */
bool edit_insert_after(struct fix *fix, struct source *source,
    enum tree_syntax syntax, const struct node *mapping, const struct node *key,
    const char *new_key, const char *value, struct arena *arena);

/* Any bytes of a token for others; what is inserted at one place stands in
 * the order of the calls.  False where it meets another edit. */
bool edit_span(struct fix *fix, struct source *source, struct span span,
    const char *text, struct arena *arena);

/* Insert an item as a line after a plain or quoted one of a sequence that has
 * one a line; false of others. */
bool edit_insert_item(struct fix *fix, struct source *source,
    enum tree_syntax syntax, const struct node *item, const char *text,
    struct arena *arena);

/* The bytes with the edits made.  The edits are in rising order and do not
 * overlap, which the functions above see to; false otherwise. */
bool edits_apply(const struct source *source, const struct edit *edits,
    struct text *out);

#endif
