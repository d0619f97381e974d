/*
 * beyond: where no setting makes a job fit, what would: adapters in place of
 * all weights, or a larger card.
 *
 * Both are estimates of the same kind as the job's own; what they name fits
 * with the high end of its interval.
 */

#ifndef GPULINT_BEYOND_H
#define GPULINT_BEYOND_H

#include "memory/memory.h"

struct beyond {
	/* Bytes expected with adapters on every matrix; 0: those do not fit
	 * either, are not known, or are no way to do this job. */
	double lora; /* on the weights as they are */
	double qlora; /* on weights of 4 bits */
	/* The smallest of the common cards that holds the job as it is, of
	 * `room` bytes; NULL: none does. */
	const char *card;
	double room;
};

void beyond_look(struct beyond *beyond, const struct workload *w,
    const struct catalog *catalog, double usable);

/* "train adapters (LoRA of rank 16 needs 19 GiB), share the job between more
 * GPUs, or use one of 44.8 GiB (L40S)". */
void beyond_print(struct text *out, const struct beyond *beyond);

#endif
