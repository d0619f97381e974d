/* serve: terms that all engines share.  Only for this room. */

#ifndef GPULINT_MEMORY_SERVE_H
#define GPULINT_MEMORY_SERVE_H

#include "memory/job.h"

/* kv.c: bytes of one cached token of one sequence on this GPU, all layers;
 * `fixed` takes what does not grow past a sliding window. */
struct kv {
	double token; /* layers that keep everything */
	double windowed; /* layers that keep `window` tokens */
	double window;
	double state; /* of one sequence, whatever its length */
};
void kv_read(const struct job *job, struct kv *kv);
double kv_bytes(const struct kv *kv, double length);

/* The engine's version; "" where the version is of what starts it. */
const char *serve_version(const struct job *job);
/* A version or a date; one that is not known is the newest. */
bool serve_precedes(const char *version, const char *release,
    const char *month);

/* collective.c: with vLLM's symmetric memory, or without. */
double collective_bytes(const struct job *job, bool symmetric);

/* encoder.c: weights of a tower; what images of so many tokens take while a
 * profile run encodes them. */
void add_tower(struct job *job);
double encoder_bytes(const struct job *job, double tokens);
/* The same of an engine that encodes an image for each sequence. */
double tiles_bytes(const struct job *job);

/* vllm.c: activations of one pass of `tokens`, at the widest moment. */
double pass_bytes(const struct job *job, double tokens);
double graph_bytes(const struct job *job);
/* The card it would take where its share, from 0 to 1, holds no sequence: it
 * does not start. */
void serve_refused(struct job *job, double share, double needed,
    double uncertain);

/* draft.c: weights of the model that drafts, on this GPU; 0 where there is none
 * or nobody knows its size. */
double draft_bytes(const struct job *job);

/* weights.c: the served weights; adds the terms and returns their sum. */
double serve_weights(struct job *job);

void vllm_estimate(struct job *job);
void sglang_estimate(struct job *job);
void llamacpp_estimate(struct job *job);
void generate_estimate(struct job *job);

#endif
