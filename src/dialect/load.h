/*
 * load: reading rules/dialects/NAME.yaml, the parts of it.
 *
 * For load*.c alone.  Each function says false with the place in err.
 *
 * A data file, key by key:
 *
 *   summary: one line              what files of this dialect are
 *   framework: axolotl             framework.name, optional
 *   version: "0.18"                what the defaults were read at
 *   source: repo@commit path       where
 *   kind: train | serve | other    default other
 *   loader: pyyaml | omegaconf | go-yaml | go-yaml-2 | yaml-1.2 | json
 *   unknown_keys: ignored | refused | script | unknown
 *   linted: true | false           false: recognised, then left alone
 *   order: 160                     lower is tried first
 *   signature:                     alternatives; one must hold
 *     - all: [KEY, ...]            dotted; * stands for any one key, and
 *       any: [KEY, ...]            KEY=GLOB also tests the scalar
 *       least: 2                   how many of any, default 1
 *       none: [KEY, ...]
 *       path: [GLOB, ...]          of the file name, or of the path where
 *                                  the glob has a slash
 *   markers: [TEXT, ...]           bytes of which one occurs in every file
 *                                  of the dialect; from the signature where
 *                                  it is left out
 *   keys:
 *     KEY: FACT                    the short form
 *     KEY:                         the long form, all of it optional
 *       fact: FACT
 *       values: {WRITTEN: MEANT}   WRITTEN may be a glob with *; "unset"
 *                                  and "unknown" are meanings too
 *       otherwise: MEANT           of what is not among values
 *       default: MEANT             the framework's
 *       sets: {WRITTEN: {FACT: VALUE}}   "any": whatever is written
 *       link: DIALECT              the value names a file of that dialect
 *       renamed: KEY               the framework dropped KEY for this one
 *       note: text                 for the manual
 *   known: [KEY, ...]              keys the framework has that say nothing
 *                                  about the machine
 *   renamed: {OLD: NEW}            keys the framework dropped
 *   writes:                        how the file says it: for edits that
 *     FACT: {KEY: "{}"}            make a job fit; a number, or one value;
 *     FACT=VALUE: {KEY: TEXT}      TEXT may be a flow list, [TEXT]
 */

#ifndef GPULINT_DIALECT_LOAD_H
#define GPULINT_DIALECT_LOAD_H

#include "dialect/dialect.h"

enum { KEYS_LIMIT = 4000, SIGNATURES_LIMIT = 64 };

struct loading {
	struct dialect *dialect;
	struct source *source;
	struct arena *arena;
	struct error *err;
	struct key_map *keys;
	size_t count, room;
};

/* An error at a node: "PATH:LINE:COLUMN: what word". */
bool load_refuse(struct loading *l, const struct node *node, const char *what,
    const char *word);

/* The place of a node's text in a NULL-ended list, or -1. */
int load_word(struct loading *l, const struct node *node, const char *what,
    const char *const *words);

bool load_fact(struct loading *l, const struct node *node, const char *name);
bool load_text(struct loading *l, const struct node *node, const char **out);
bool load_texts(struct loading *l, const struct node *node,
    const char *const **out);
bool load_number(struct loading *l, const struct node *node, double most,
    double *out);

/* A mapping of texts; what says so where it is none. */
bool load_translations(struct loading *l, const struct node *node,
    const char *what, const struct translation **out);

bool load_keys(struct loading *l, const struct node *node);
bool load_known(struct loading *l, const struct node *node);
bool load_renamed(struct loading *l, const struct node *node);
bool load_writes(struct loading *l, const struct node *node);
bool load_sort_keys(struct loading *l, const struct node *root);

bool load_signature(struct loading *l, const struct node *node);
/* Markers from the signature; none where an alternative needs no bytes. */
void load_markers(struct loading *l);

#endif
