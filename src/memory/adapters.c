/*
 * adapters: parameters that are trained beside a frozen model.
 *
 * LoRA adds rank x (in + out) to a matrix (huggingface/peft
 * tuners/lora/layer.py), DoRA an output-wide magnitude more; (IA)3 one vector
 * a module (tuners/ia3: the input's width for feed-forward modules, the
 * output's elsewhere); litgpt's adapter a prompt of 10 rows shared by the
 * layers from the second on and a gate for each (litgpt/adapter.py).
 */

#include "memory/job.h"

#include <string.h>

static double
of_linear(const struct job *job, const struct linear *linear, double tensor)
{
	const char *method = fact_text(job->w, F_TRAIN_METHOD);
	double rank = fact_number(job->w, F_TRAIN_LORA_RANK, 8);
	double sum;

	if (!linear_is_target(job->w, linear, &job->s))
		return 0;
	if (strcmp(method, "ia3") == 0)
		return linear->copies * (strcmp(linear->name, "down") == 0
						? linear->in
						: linear->out);
	/* the side that tensor parallelism does not cut is held whole */
	if (linear->replicated)
		tensor = 1;
	sum = linear->split_in ? rank * (linear->in / tensor + linear->out)
			       : rank * (linear->in + linear->out / tensor);
	if (strcmp(method, "dora") == 0)
		sum += linear->out;
	return sum * linear->copies;
}

static double
of_block(const struct job *job, const struct block *block)
{
	double sum = 0;

	if (block->layers <= 0)
		return 0;
	for (size_t i = 0; i < block->count; i++)
		sum += of_linear(job, &block->linears[i], job->cut.tensor);
	return sum * block->layers;
}

/* GPT-2's kin hold q, k and v in one matrix: one A for the three. */
static double
fused_saving(const struct job *job)
{
	double rank = fact_number(job->w, F_TRAIN_LORA_RANK, 8);
	const char *method = fact_text(job->w, F_TRAIN_METHOD);
	bool whole = fact_lists(job->w, F_TRAIN_LORA_TARGETS, "all-linear") ||
		     fact_lists(job->w, F_TRAIN_LORA_TARGETS, "qkv");

	if (!job->s.family->fused_qkv || !whole || job->s.latent ||
	    strcmp(method, "ia3") == 0 || is_framework(job, "litgpt"))
		return 0;
	return 2 * rank * job->s.hidden * job->s.dense.layers;
}

static double
ends(const struct job *job)
{
	double rank = fact_number(job->w, F_TRAIN_LORA_RANK, 8);
	double one = rank * (job->s.hidden + job->s.vocab);
	/* modules that are saved whole stay in the type they were loaded in:
	 * counted as so many adapter parameters of the adapters' type */
	double saved = job->s.embedding * job->state.weight /
		       (job->state.adapter > 0 ? job->state.adapter : 4);
	double sum = 0;

	if (fact_lists(job->w, F_TRAIN_LORA_TARGETS, "lm_head"))
		sum += one;
	if (fact_lists(job->w, F_TRAIN_LORA_TARGETS, "embed"))
		sum += one;
	for (size_t i = 0; i < 2; i++) {
		static const char *const whole[2][2] = {
			{ "lm_head", "output" }, { "embed_tokens", "embed" }
		};

		if (fact_lists(job->w, F_TRAIN_LORA_MODULES_TO_SAVE,
			whole[i][0]) ||
		    fact_lists(job->w, F_TRAIN_LORA_MODULES_TO_SAVE,
			whole[i][1]))
			sum += saved;
	}
	return sum;
}

double
adapter_parameters(const struct job *job)
{
	const char *method = fact_text(job->w, F_TRAIN_METHOD);
	double layers = job->s.layers;

	if (strcmp(method, "adapter") == 0)
		return (layers - 2) * (10 * job->s.hidden + job->s.heads);
	if (strcmp(method, "prefix") == 0)
		return 20 * layers * 2 * job->s.kv;
	return (of_block(job, &job->s.dense) + of_block(job, &job->s.moe) -
		   fused_saving(job)) /
		   job->cut.pipeline +
	       ends(job);
}
