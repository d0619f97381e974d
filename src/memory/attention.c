/*
 * attention: what the attention of one block keeps of one token.
 *
 * Fused kernels (flash, memory-efficient, TransformerEngine) keep q, k, v,
 * the output and a log-sum-exp.  Eager attention keeps the matrix after the
 * softmax: in transformers in fp32 and cast (models/llama/modeling_llama.py,
 * eager_attention_forward), but in the type of the scores for GPT-2, Falcon and
 * BERT, which autocast alone makes fp32 (models/gpt2/modeling_gpt2.py); in
 * Megatron-LM once in 16 bit (core/fusions/fused_softmax.py).  Dropout adds its
 * mask and its result.  transformers, litgpt and torchtune repeat keys and
 * values for each query head before the kernel, unless it is flash attention's
 * own.
 */

#include "memory/job.h"

/* Where keys and values are copied for each query head. */
static bool
repeats(const struct job *job)
{
	if (job->compiled || job->state.megatron)
		return false;
	if (is_framework(job, "unsloth torchtitan"))
		return is_framework(job, "torchtitan");
	return job->attention == ATTENTION_EAGER ||
	       fact_is(job->w, F_TRAIN_ATTENTION, "sdpa") ||
	       !fact_known(job->w, F_TRAIN_ATTENTION);
}

/* Where rotary embeddings make new tensors of queries and keys, and the kernel
 * is given values that are a view of queries, keys and values in one. */
static bool
keeps_whole(const struct job *job)
{
	bool apart = job->s.kv_heads < job->s.heads;

	if (is_framework(job, "litgpt"))
		return !apart;
	return job->s.family->rotary_fused && !job->compiled &&
	       !job->state.megatron && job->attention == ATTENTION_FUSED &&
	       !(apart && repeats(job));
}

static double
scores_kept(const struct job *job)
{
	const struct state *st = &job->state;
	double c = st->compute;
	double each = c; /* what multiplies the values */
	bool fp32 = st->autocast || !job->s.family->softmax_as_is;

	if (!st->megatron && c < 4 && fp32)
		each += 4; /* softmax in fp32, then cast */
	else if (st->dropout > 0)
		each += c; /* the softmax before dropout */
	if (job->s.family->softcap)
		each += 2 * c; /* the product and its tanh */
	if (st->dropout > 0)
		each += 1;
	return each;
}

double
attention_kept(const struct job *job)
{
	const struct shape *s = &job->s;
	double c = job->state.compute, tensor = job->cut.tensor;
	double value = s->latent ? s->heads * s->value_dim : s->query;
	double kv = repeats(job) ? s->query : s->kv;
	double length = job->batch.length * job->cut.context;
	double kept = c * (s->query + 2 * kv + value) / tensor;

	if (keeps_whole(job))
		kept += c * (s->query + s->kv) / tensor;
	if (job->attention == ATTENTION_FUSED)
		return kept + 4 * s->heads / tensor;
	return kept + s->heads / tensor * length * scores_kept(job);
}
