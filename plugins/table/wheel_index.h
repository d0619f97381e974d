/*
 * wheel_index: the indexes that pip and uv take wheels from, and the build of
 * PyTorch that comes of them.
 *
 * PyTorch publishes each release several times, and which of them is installed
 * is a matter of the index: cu128's, PyPI's default, or, where a variable or
 * the machine decides, one that nobody can tell from the file.
 */

#ifndef GPULINT_WHEEL_INDEX_H
#define GPULINT_WHEEL_INDEX_H

#include "pins.h"

struct wheel_index {
	const char *variant; /* "cu124", or NULL */
	struct pin at; /* where that is said; version is CUDA's */
	bool is_open; /* it decides, and what it decides is not known */
};

/* What one command, or pip's list of a conda file, names. */
struct wheel_indexes {
	struct wheel_index only; /* instead of PyPI */
	struct wheel_index beside; /* the same, or links, besides PyPI */
	struct wheel_index *awaited; /* by the option just read; private */
};

/* "12.4" of a text that begins with cu124, "11.8" of cu118; NULL for what is no
 * such variant. */
const char *variant_cuda(struct gpulint_pass *pass, const char *variant);

/* Of an address, where it is PyTorch's or names a variant. */
void wheel_index_read(struct gpulint_pass *pass, struct wheel_index *index,
    const struct gpulint_node *node, const char *word);

/* A word of the command, or a line of the list: an option, its value, or
 * nothing of both. */
void wheel_indexes_word(struct gpulint_pass *pass,
    struct wheel_indexes *indexes, const struct gpulint_node *node,
    const char *word);

/* What variables of the job say for each command of pip, or of uv, which its
 * own options overrule. */
struct wheel_indexes wheel_indexes_of_job(struct gpulint_pass *pass, bool uv);

/* Which build the environment gets: its variant, index and is_open. */
void wheel_indexes_settle(struct gpulint_pass *pass,
    const struct wheel_indexes *indexes, struct environment *e);

#endif
