/*
 * wording: a fact's value in the words of the file that asks for it.
 *
 * "train.micro_batch 2" is `micro_batch_size: 2` to axolotl and
 * `per_device_train_batch_size: 2` to the Hugging Face trainer.  A number
 * that the file holds is said where it stands; all else as the data file of
 * the dialect, or of the engine whose command line it is, writes it (writes:
 * in dialect/load.h).
 */

#ifndef GPULINT_WORDING_H
#define GPULINT_WORDING_H

#include "dialect/dialect.h"

enum wording_place {
	WORDING_KEY, /* a key of the workload's mapping, dotted */
	WORDING_FLAG, /* a long flag of a command line, with its dashes */
	WORDING_SPAN /* text that stands in the file, in a command line */
};

struct wording {
	enum wording_place place;
	const char *key; /* as people know it: "--max-model-len" */
	const char *text; /* what it becomes */
	const char *was; /* what is written now, or NULL */
	const struct pair *pair; /* KEY: where the file has it, or NULL */
	const struct workload_link *link; /* the file, or NULL: the own one */
	struct span span; /* SPAN: the bytes to replace */
	bool stands; /* the file says so already: nothing to edit */
};

enum { WORDING_LIMIT = 4 };

/* The words, or 0 where nobody knows how that file would say it; in a linked
 * file where that says it now, or where only that has words for it. */
size_t wording_of(const struct dialects *dialects, const struct workload *w,
    enum fact_id id, const struct fact *value,
    struct wording out[WORDING_LIMIT]);

/* The file that a wording goes to, and the mapping that its key is of. */
struct source *wording_source(const struct workload *w,
    const struct wording *wording);
const struct node *wording_root(const struct workload *w,
    const struct wording *wording);

/* A place of the command line that a workload was read from, behind which
 * a flag can stand; false where there is none. */
bool wording_command(const struct workload *w, struct span *value);

#endif
