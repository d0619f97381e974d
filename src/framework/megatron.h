/* megatron: what Megatron-LM writes in small languages of its own.  Read at
 * NVIDIA/Megatron-LM@d98e8a64dd. */

#ifndef GPULINT_MEGATRON_H
#define GPULINT_MEGATRON_H

#include <stdbool.h>

struct megatron_layout {
	double first, last; /* blocks of the first and the last stage */
	double chunks; /* of a stage */
};

/*
 * --pipeline-model-parallel-layout, "Et*2|(tt|)*5t|tmL": chunks behind each
 * other that the stages are dealt in turn; t is a block, x*n and (xy)*n so many
 * of them (megatron/core/transformer/pipeline_parallel_layer_layout.py).  False
 * where it is none for so many stages.
 */
bool megatron_layout_read(struct megatron_layout *layout, const char *text,
    double stages);

/*
 * --moe-layer-freq: n, of n blocks the first with experts, or a list of ones
 * and zeros as "([0]*3+[1]*58)" (megatron/training/arguments.py,
 * moe_freq_type).  How many of the blocks have none, -1 where it is written
 * otherwise.
 */
double megatron_dense_layers(const char *frequency, double layers);

#endif
