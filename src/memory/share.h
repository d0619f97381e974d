/*
 * share: the part of a card that a serving engine takes for itself, and what
 * its profile run passes through the model.  Only for this room.
 */

#ifndef GPULINT_MEMORY_SHARE_H
#define GPULINT_MEMORY_SHARE_H

#include "memory/serve.h"

struct share {
	double share, tokens, rows; /* of the card; of the profile run */
	bool old; /* the context is inside the share: vLLM before its V1 engine
		   * and TGI */
	bool modest; /* starts with whatever cache the weights leave room for */
	double logit; /* bytes of one in the profile run */
	bool workspace; /* of the experts, kept */
	bool counts_graphs; /* they are inside the share */
	double start; /* the share that it must fit into to start */
};

/* By the engine, its version and flags, and the card's bytes or 0. */
void share_read(const struct job *job, struct share *e, double card);

/* Tokens without whose cache it does not start. */
double share_shortest(const struct job *job, const struct share *e);

#endif
