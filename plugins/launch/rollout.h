/*
 * rollout: how long prompts and answers get where verl or EasyR1 trains.
 *
 * Both pad every row to the longest prompt and the longest answer, of which
 * their engine and their micro batches have to hold one at least.
 */

#ifndef GPULINT_ROLLOUT_H
#define GPULINT_ROLLOUT_H

#include "plugin.h"

struct rollout {
	double prompt, answer; /* tokens, 1 at the least */
	const struct gpulint_node *longest; /* the answer's */
};

/* False where the file is no configuration of them, or leaves one out. */
bool rollout_find(struct gpulint_pass *pass, struct rollout *rollout);

/* A number of tokens under the root; 0 where there is none, or an absurd one. */
double rollout_tokens(struct gpulint_pass *pass, const char *path);

#endif
