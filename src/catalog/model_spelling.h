/*
 * model_spelling: folders and files named after a model, but not as its
 * publisher writes it.
 *
 * qwen25_7b and Qwen2___5-7B are Qwen2.5-7B, gptoss120b is gpt-oss-120b, and
 * Qwen3-235B is what Qwen3-235B-A22B goes by.
 */

#ifndef GPULINT_MODEL_SPELLING_H
#define GPULINT_MODEL_SPELLING_H

#include "catalog/catalog.h"
#include "catalog/model_name.h"

/*
 * A folded name with the points of its versions that were left out or written
 * as something else: 2-5, 25, 2p5 behind a word.  The length, or 0 where there
 * is none to put.
 */
size_t spelling_point(const char *folded, size_t length, char out[STEM_LIMIT]);

/* Without the last parts of a path that name no model: "checkpoint-100",
 * "snapshots", "hf".  The path itself where none does; a copy in out. */
enum { SPELLING_PATH = 512 };
const char *spelling_above(const char *path, char out[SPELLING_PATH]);

/* The row of such a name; NULL where there is none, or several of different
 * shape. */
const struct model *spelling_find(const struct catalog *catalog,
    struct stem stem);

#endif
