/*
 * attention: what the attention of one block keeps of one token.
 *
 * Fused kernels (flash, memory-efficient, TransformerEngine) keep q, k, v,
 * the output and a log-sum-exp.  Eager attention keeps the matrix after the
 * softmax: in transformers in fp32 and cast (models/llama/modeling_llama.py,
 * eager_attention_forward), in Megatron-LM once in 16 bit (core/fusions/
 * fused_softmax.py); dropout adds its mask and its result.  transformers,
 * litgpt and torchtune repeat keys and values for each query head before the
 * kernel, unless it is flash attention's own.
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

static double
scores_kept(const struct job *job)
{
	const struct state *st = &job->state;
	double c = st->compute;
	double each = c; /* what multiplies the values */

	if (!st->megatron && c < 4)
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

	/* litgpt's values are a view of queries, keys and values in one */
	if (is_framework(job, "litgpt") && s->kv_heads == s->heads)
		kept += c * (s->query + s->kv) / tensor;
	if (job->attention == ATTENTION_FUSED)
		return kept + 4 * s->heads / tensor;
	return kept + s->heads / tensor * length * scores_kept(job);
}
