/*
 * local: which part of the model is on the GPU that is asked about.
 *
 * Tensor parallelism cuts matrices and the vocabulary, not norms (Megatron-LM
 * core/tensor_parallel/layers.py); pipeline parallelism gives each stage its
 * share of the blocks (core/transformer/transformer_block.py,
 * get_num_layers_to_build), the first one the embedding, the last one the head -
 * or, where the two are tied, a copy of the embedding (core/models/common/
 * language_module).  Megatron's multi-token prediction layers stand on the last
 * stage, with an embedding of their own where that is not the first
 * (core/models/gpt/gpt_model.py, mtp_process).  Expert parallelism deals out
 * whole experts.
 */

#include "memory/job.h"

#include <math.h>

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

/* Blocks of the stage that is asked about, those of a MoE model that are dense
 * apart: they come first. */
struct stage {
	double dense, moe;
};

static double
stage_size(const struct job *job)
{
	const struct cut *c = &job->cut;
	double first = c->first_layers, last = c->last_layers;
	double rest = c->pipeline - (first > 0) - (last > 0);

	if (c->first && first > 0)
		return fmin(first, job->s.layers);
	if (c->last && !c->first && last > 0)
		return fmin(last, job->s.layers);
	return fmax(0, job->s.layers - first - last) / fmax(rest, 1);
}

/* Chunk i of a stage is cut from part i of so many equal parts of the model
 * (Megatron-LM core/transformer/transformer_layer.py,
 * get_transformer_layer_offset). */
static struct stage
stage_of(const struct job *job)
{
	const struct cut *c = &job->cut;
	double chunks = c->pipeline > 1 ? c->virtual_stages : 1;
	double here = stage_size(job), each = here / chunks;
	double part = job->s.layers / chunks;
	struct stage stage = { 0, here };

	if (job->s.moe.layers <= 0)
		return (struct stage){ here, 0 };
	for (double i = 0; i < chunks && i * part < job->s.dense.layers; i++) {
		double start = i * part + (c->first ? 0 : part - each);

		stage.dense += fmin(each, fmax(0, job->s.dense.layers - start));
	}
	stage.moe = here - stage.dense;
	return stage;
}

/* A block of the last kind, a matrix that joins its two inputs, a norm for
 * each of them and one behind (Megatron-LM core/transformer/
 * multi_token_prediction.py). */
static void
add_predictors(struct job *job)
{
	const struct shape *s = &job->s;
	struct local *l = &job->local;
	double layers = s->mtp_layers;

	if (!job->state.megatron || !job->cut.last || layers <= 0)
		return;
	add_block(job, s->moe.layers > 0 ? &s->moe : &s->dense, layers);
	l->layers += layers;
	l->matrices += layers * 2 * s->hidden * s->hidden / job->cut.tensor;
	l->vectors += layers * 3 * s->hidden * (s->family->norm_bias ? 2 : 1);
	if (job->cut.first)
		return;
	l->embedding = s->embedding / job->cut.tensor;
	l->vectors += s->position;
	/* its own although tied: nothing of the first stage is here */
	if (s->head && s->head_weights <= 0)
		l->head = s->embedding / job->cut.tensor;
}

/* MLC cuts the layers, and keeps the words on every shard (mlc-ai/mlc-llm
 * python/mlc_llm/model/llama/llama_model.py, shard_strategy). */
static double
cuts_of_words(const struct job *job)
{
	return fact_is(job->w, F_SERVE_ENGINE, "mlc") ? 1 : job->cut.tensor;
}

void
local_read(struct job *job)
{
	const struct shape *s = &job->s;
	const struct cut *cut = &job->cut;
	struct local *l = &job->local;
	struct stage stage = stage_of(job);

	*l = (struct local){ .layers = stage.dense + stage.moe };
	add_block(job, &s->dense, stage.dense);
	add_block(job, &s->moe, stage.moe);
	if (cut->first) {
		l->embedding = s->embedding / cuts_of_words(job);
		l->vectors += s->position;
		l->tower =
		    fact_number(job->w, F_MODEL_TOWER_PARAMS, 0) / cut->tensor;
	}
	if (cut->last) {
		if (s->head_weights > 0)
			l->head = s->head_weights / cuts_of_words(job);
		else if (!cut->first && s->head)
			l->embedding = s->embedding / cuts_of_words(job);
		l->vectors += s->final_norms;
	}
	l->vectors += s->extra / cut->pipeline;
	add_predictors(job);
	l->adapters = adapter_parameters(job);
}

double
local_total(const struct job *job)
{
	const struct local *l = &job->local;

	return l->matrices + l->experts + l->vectors + l->embedding + l->head;
}
