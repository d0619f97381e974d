/*
 * model_name: what the names of models are made of.
 *
 * For the index of the catalogue and for its look-ups.  A stem is a piece of
 * the name it was taken from; nothing is allocated.
 */

#ifndef GPULINT_MODEL_NAME_H
#define GPULINT_MODEL_NAME_H

#include <stdbool.h>
#include <stddef.h>

enum { STEM_LIMIT = 160 };

struct stem {
	const char *s;
	size_t length;
};

/* The name without its organisation or folder, "Meta-" in front and what
 * makes it a file (".gguf", "-00001-of-00002") dropped. */
struct stem stem_of(const char *id);

/* Set the type of a GGUF file aside, behind a dash or a point: -Q4_K_M, .Q6_K. */
void stem_drop_type(struct stem *stem);

/* Set the longest known ending aside; false where there is none. */
bool stem_drop_ending(struct stem *stem);

/* The context that a name promises, in tokens at the least: 16000 of
 * "-16k", a million of "-1M"; 0 where it promises none. */
double stem_context(struct stem stem);

/*
 * What stems are compared by: lower case, with - for _ and :, and with
 * nothing between a letter and a digit behind it, so that llama3.1:8b is
 * Llama-3.1-8B; two numbers never run together.  The length, or 0 for a stem
 * over the limit.
 */
size_t stem_fold(struct stem stem, char out[STEM_LIMIT]);

#endif
