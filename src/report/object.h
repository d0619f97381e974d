/*
 * object: JSON, member by member.
 *
 * Commas come by themselves: each function first adds one unless what stands
 * before it opens an object or an array, or is a key.
 *
 *	object_open(out, NULL, '{');
 *	object_text(out, "name", name);
 *	object_open(out, "items", '[');
 *	...
 *	object_close(out, ']');
 *	object_close(out, '}');
 */

#ifndef GPULINT_OBJECT_H
#define GPULINT_OBJECT_H

#include "base/text.h"

#include <stdbool.h>

/* key is NULL for an item of an array and for the whole document. */
void object_open(struct text *out, const char *key, char bracket);
void object_close(struct text *out, char bracket);

/* NULL gives null. */
void object_text(struct text *out, const char *key, const char *value);
void object_number(struct text *out, const char *key, double value);
void object_flag(struct text *out, const char *key, bool value);
void object_null(struct text *out, const char *key);

/* Begin a line: the documents stay readable to people and to diff(1). */
void object_line(struct text *out);

/* Only the key and its colon: what follows is the caller's. */
void object_key(struct text *out, const char *key);

#endif
