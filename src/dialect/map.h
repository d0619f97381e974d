/*
 * map: what map.c offers to the C files of single dialects.
 */

#ifndef GPULINT_MAP_H
#define GPULINT_MAP_H

#include "dialect/dialect.h"

/* The reason of a fact that its partner file decides: "auto". */
extern const char map_auto[];

/* Set a fact from a key's value: typed as the loader does, null leaves it,
 * what cannot be read becomes unknown with the reason. */
void map_value(struct workload *w, const struct dialect *dialect,
    const struct key_map *key, const struct pair *pair);

/* The pair of a dotted key, or NULL. */
const struct pair *map_pair(const struct node *mapping, const char *key);

/* True where the mapping has one of the keys, NULL-ended. */
bool map_has_any(const struct node *mapping, const char *const *keys);

/* A key's value as its loader sees it: true only of a written true. */
bool map_flag(const struct workload *w, const char *key, bool otherwise);
/* The text of a written key that is not null, or "". */
const char *map_text(const struct workload *w, const char *key);
/* Its number, or otherwise. */
double map_number(const struct workload *w, const char *key, double otherwise);

/* Facts from words, by name: for derivations. */
void map_set(struct workload *w, enum fact_id id, const char *text,
    const struct origin *origin);
struct origin map_derived(const char *note);
/* The origin of a written key. */
struct origin map_origin(const struct workload *w, const char *key);
/* A framework's default: "trl 0.20". */
struct origin map_default(const struct workload *w, const char *note);

/* Whether a deepspeed configuration was linked or given inline. */
bool map_has_deepspeed(const struct workload *w);

#endif
