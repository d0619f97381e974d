/*
 * local: which part of the model is on the GPU that is asked about.
 *
 * Tensor parallelism cuts matrices and the vocabulary, not norms (Megatron-LM
 * core/tensor_parallel/layers.py); pipeline parallelism gives each stage its
 * share of the blocks, the first one the embedding, the last one the head -
 * or, where the two are tied, a copy of the embedding (Megatron-LM
 * core/models/common/language_module).  Expert parallelism deals out whole
 * experts.
 */

#include "memory/job.h"

static void
add_block(struct job *job, const struct block *block, double layers)
{
	struct local *l = &job->local;
	const struct cut *cut = &job->cut;
	double sum = block->norms;

	l->vectors += block->norms * layers;
	for (size_t i = 0; i < block->count; i++) {
		const struct linear *linear = &block->linears[i];
		double split = linear->replicated ? 1 : cut->tensor;
		double copies = linear->copies, matrix, bias;

		if (linear->expert) {
			split = cut->expert_tensor;
			copies /= cut->expert;
		}
		matrix = linear->in * linear->out * copies / split;
		bias = linear->bias ? linear->out * copies /
					  (linear->split_in ? 1 : split)
				    : 0;
		if (linear->expert)
			l->experts += matrix * layers;
		else
			l->matrices += matrix * layers;
		l->vectors += bias * layers;
		sum += matrix + bias;
	}
	if (layers > 0 && sum > l->block)
		l->block = sum;
}

void
local_read(struct job *job)
{
	const struct shape *s = &job->s;
	const struct cut *cut = &job->cut;
	struct local *l = &job->local;
	double share = 1 / cut->pipeline;

	*l = (struct local){ .layers = s->layers * share };
	add_block(job, &s->dense, s->dense.layers * share);
	add_block(job, &s->moe, s->moe.layers * share);
	if (cut->first) {
		l->embedding = s->embedding / cut->tensor;
		l->vectors += s->position;
	}
	if (cut->last) {
		if (s->head_weights > 0)
			l->head = s->head_weights / cut->tensor;
		else if (!cut->first && s->head)
			l->embedding = s->embedding / cut->tensor;
		l->vectors += s->final_norms;
	}
	l->vectors += s->extra * share;
	l->adapters = adapter_parameters(job);
}

double
local_total(const struct job *job)
{
	const struct local *l = &job->local;

	return l->matrices + l->experts + l->vectors + l->embedding + l->head;
}
