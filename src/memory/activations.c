/*
 * activations: the tensors that one block keeps for its backward pass.
 *
 * Counted tensor by tensor as autograd saves them: a matrix keeps its input
 * only where its own weight (or an adapter on it) is trained; SiLU and the
 * product keep both branches; a norm written out in Python keeps an fp32 copy
 * of its input, and the normed value where its weight is trained; fused
 * attention keeps q, k, v, the output and a log-sum-exp; eager attention keeps
 * the score matrix after the softmax (in fp32 and cast) and after dropout.
 * From transformers modeling_llama.py and its kin, litgpt model.py and lora.py,
 * torchtune modules/transformer.py, Megatron-LM core/transformer;
 * tests/calibration holds a script that counts the same with saved_tensors_hooks.
 */

#include "memory/job.h"

#include <string.h>

/* Bytes kept for each token by the norms of one block. */
static double
of_norms(const struct job *job, const struct block *block)
{
	const struct state *st = &job->state;
	const struct family *f = job->s.family;
	double h = job->s.hidden, each;
	bool python = f->norm == NORM_RMS && !st->megatron;

	(void)block;
	if (python) {
		/* fp32 copy, shared with the residual where that is fp32 */
		each = 4 * h;
		if (!st->frozen)
			each += (st->residual >= 4 ? 4 : 2) * h;
	} else {
		each = st->residual * h;
		if (st->autocast && st->residual < 4)
			each = 4 * h;
	}
	return each * f->norms;
}

/* Dropout of an adapter keeps what it let through, and a mask. */
static double
adapter_input(const struct job *job, double width)
{
	const struct state *st = &job->state;
	double bytes = st->compute;

	if (st->huggingface && !st->autocast)
		bytes = st->adapter; /* cast to the adapter's type */
	if (st->adapter_dropout > 0)
		return width * (bytes + 1 + (st->autocast ? 4 - bytes : 0));
	return width * bytes;
}

struct inputs {
	double shared; /* kept once for all matrices that read the same */
	double own; /* adapters with dropout or a cast keep their own */
};

static bool
keeps_own(const struct job *job)
{
	const struct state *st = &job->state;

	return st->adapter_dropout > 0 || (st->huggingface && st->autocast) ||
	       (st->huggingface && st->adapter > st->compute);
}

/* Inputs of the matrices: attention's, its output's, the MLP's. */
static double
of_inputs(const struct job *job, const struct block *block)
{
	const struct state *st = &job->state;
	double sum = 0, last = -1;
	const char *group = "";

	for (size_t i = 0; i < block->count; i++) {
		const struct linear *l = &block->linears[i];
		double copies = l->expert ? job->s.experts_per_token : 1;
		double width = l->in;
		bool same =
		    last == width && strcmp(l->name, "down") != 0 &&
		    strcmp(l->name, "o") != 0 &&
		    strcmp(l->name, strcmp(group, "q") == 0 ? "gate" : "") != 0;

		if (l->split_in)
			width /= l->expert ? job->cut.expert_tensor
					   : job->cut.tensor;
		if (st->frozen) {
			if (!linear_is_target(job->w, l, &job->s))
				continue;
			if (!keeps_own(job) && same &&
			    strcmp(l->name, "q") != 0)
				continue;
			sum += copies * adapter_input(job, width);
			last = l->in;
			continue;
		}
		if (strcmp(l->name, "k") == 0 || strcmp(l->name, "v") == 0 ||
		    strcmp(l->name, "kv_a") == 0 ||
		    strcmp(l->name, "router") == 0 ||
		    strcmp(l->name, "shared_gate") == 0)
			continue; /* as q's */
		if (strcmp(l->name, "up") == 0 && job->s.gated)
			continue; /* as gate's */
		if (strcmp(l->name, "o") == 0)
			continue; /* attention keeps its output itself */
		if (job->s.family->parallel && job->s.family->norms == 1 &&
		    (strcmp(l->name, "gate") == 0 ||
			strcmp(l->name, "up") == 0))
			continue; /* one normed input for both branches */
		if (job->cut.sequence && !l->split_in)
			width /= job->cut.tensor;
		sum += copies * width * st->compute;
	}
	return sum;
}

/* Query, key, value and output, for one token; eager adds the scores. */
static double
of_attention(const struct job *job)
{
	const struct shape *s = &job->s;
	const struct state *st = &job->state;
	double c = st->compute, tensor = job->cut.tensor;
	double value = s->latent ? s->heads * s->value_dim : s->query;
	double kv = s->kv;
	double length = job->batch.length * job->cut.context;
	double kept, scores;

	/* keys and values are repeated for every query head */
	if ((st->huggingface || is_framework(job, "litgpt torchtune")) &&
	    (job->attention == ATTENTION_EAGER ||
		fact_is(job->w, F_TRAIN_ATTENTION, "sdpa") ||
		!fact_known(job->w, F_TRAIN_ATTENTION)))
		kv = s->query;
	kept = c * (s->query + 2 * kv + value) / tensor;
	if (job->attention == ATTENTION_FUSED)
		return kept + 4 * s->heads / tensor;
	scores = s->heads / tensor * length;
	if (s->window > 0 && s->window < length)
		scores = s->heads / tensor * length;
	kept += scores * c; /* what multiplies the values */
	if (st->compute < 4 && st->autocast)
		kept += scores * 4; /* softmax runs in fp32 */
	else if (st->compute < 4 && !st->megatron)
		kept += scores * 4;
	else
		kept += 0;
	if (st->dropout > 0)
		kept += scores * (c + 1);
	return kept;
}

/* What the activation function keeps. */
static double
of_gate(const struct job *job, const struct block *block)
{
	const struct state *st = &job->state;
	double width = 0, c = st->compute;

	for (size_t i = 0; i < block->count; i++) {
		const struct linear *l = &block->linears[i];
		double w = l->out / (l->expert ? job->cut.expert_tensor
					       : job->cut.tensor);

		if (strcmp(l->name, "up") == 0)
			width += w * (l->expert ? job->s.experts_per_token : 1);
	}
	if (job->s.gated)
		return width * c * 3; /* gate, act(gate), up */
	return width * c;
}

double
activations_selective(const struct job *job, const struct block *block)
{
	const struct shape *s = &job->s;
	double c = job->state.compute, tensor = job->cut.tensor;
	double i = block == &s->moe ? s->moe_intermediate * s->experts_per_token
				    : s->intermediate;

	if (job->state.megatron || is_framework(job, "ms-swift")) {
		struct kept kept;

		activations_of(job, block, &kept);
		return kept.block; /* only the core attention is recomputed */
	}
	/* torchtitan: every second matrix product and the attention's output */
	return c * (s->hidden + s->query / tensor + s->kv / tensor +
		       s->query / tensor + i / tensor + s->hidden);
}

void
activations_of(const struct job *job, const struct block *block,
    struct kept *kept)
{
	const struct shape *s = &job->s;
	const struct state *st = &job->state;
	const struct cut *cut = &job->cut;
	double h = s->hidden, c = st->compute;
	double spread = cut->sequence ? cut->tensor : 1;
	double width = block == &s->moe
			   ? s->moe_intermediate * s->experts_per_token
			   : s->intermediate;

	kept->input = st->residual * h / spread;
	kept->block = of_norms(job, block) / spread + of_inputs(job, block) +
		      of_attention(job) + of_gate(job, block);
	if (st->dropout > 0)
		kept->block += 2 * h / spread;
	/* gradients of the MLP's branches beside what is saved */
	kept->working = (s->gated ? 3 : 2) * c * width / cut->tensor +
			2 * st->residual * h / spread;
}
