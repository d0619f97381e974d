/*
 * arguments: the flags of a training script as the file that says the same.
 *
 * `--per_device_train_batch_size 2`, `--train.micro_batch_size=1` and
 * `model.lora_rank=8` become a mapping whose leaves are scalars that stand
 * where the words stand, so that a dialect's map reads them like any other.
 */

#ifndef GPULINT_ARGUMENTS_H
#define GPULINT_ARGUMENTS_H

#include "command/shell.h"

enum arguments_style {
	ARGUMENTS_NAMES, /* --a-b is a_b, --a.b and a.b= are nested */
	ARGUMENTS_FLAGS /* --a-b stays --a-b: Megatron's */
};

/* The mapping of words[from..to), or NULL where they hold no flag.  A flag
 * without a value is true, --no_FLAG false, several values are a sequence,
 * the last of a flag given twice counts. */
const struct node *arguments_read(struct arena *arena,
    const struct shell_words *words, size_t from, size_t to,
    enum arguments_style style);

/* One of several under another name: a dotted path. */
struct argument {
	const char *path;
	const struct node *key; /* where it is named */
	const struct node *value;
};

/* The mapping of several, which arguments_read has read; of one path the
 * last counts. */
const struct node *arguments_nested(struct arena *arena,
    const struct argument *items, size_t count);

/* {path: value} of all that arguments_read has read. */
const struct node *arguments_below(struct arena *arena, const char *path,
    const struct node *arguments);

/* The arguments, which may be NULL, and {path: word}. */
const struct node *arguments_with(struct arena *arena,
    const struct node *arguments, const char *path,
    const struct shell_word *word);

/* A value that stands where a word does, but says another text. */
const struct node *arguments_said(struct arena *arena, const struct node *like,
    const char *text);

#endif
