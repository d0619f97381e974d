/*
 * activations: the tensors that one block keeps for its backward pass.
 *
 * Counted tensor by tensor as autograd saves them: a matrix keeps its input
 * only where its own weight (or an adapter on it) is trained; SiLU and the
 * product keep both branches; a norm written out in Python keeps an fp32 copy
 * of its input, and the normed value where its weight is trained.  Under
 * torch.compile what is fused is made again: of a norm its input and output
 * stay, of the gated product the two branches, of keys and values what they
 * were before being repeated (torch/_functorch/partitioners.py: inputs of
 * matrix products are kept, pointwise chains are not).  Attention is in
 * attention.c.  From transformers modeling_llama.py and its kin, litgpt
 * model.py and lora.py, torchtune modules/transformer.py, Megatron-LM
 * core/transformer.  tests/calibration finds the same lists with PyTorch on a
 * CPU (its README.md).
 *
 * What several matrices read is kept once where all keep the same tensor.
 * Autocast casts an fp32 norm's output anew for each of them (only casts of
 * parameters are cached, aten/src/ATen/autocast_mode.cpp, cached_cast), and
 * each keeps its own cast: of a token, 2 bytes x width x (readers of the norm),
 * 3 + 2 for separate q, k, v and gate, up; 1 + 1 where they are fused.
 * Compiled, equal casts are made one (torch/_functorch/compile_utils.py).
 */

#include "memory/job.h"

#include <math.h>
#include <string.h>

static bool
is_one_of(const char *name, const char *a, const char *b, const char *c)
{
	return strcmp(name, a) == 0 || strcmp(name, b) == 0 ||
	       strcmp(name, c) == 0;
}

static double
spread(const struct job *job)
{
	return job->cut.sequence ? job->cut.tensor : 1;
}

/*
 * Liger's norms keep their input as it is, its gated MLPs both branches, and
 * gradients take the branches' place (linkedin/Liger-Kernel src/liger_kernel/
 * ops/rms_norm.py, swiglu.py, geglu.py).
 */
static bool
has_liger(const struct job *job)
{
	return fact_flag(job->w, F_TRAIN_LIGER, false);
}

/* What the norms of one block keep of one token. */
static double
of_norms(const struct job *job)
{
	const struct state *st = &job->state;
	const struct family *f = job->s.family;
	double h = job->s.hidden, each;

	if (!f->layer_norm && !st->megatron && !job->compiled &&
	    !is_framework(job, "unsloth") && !has_liger(job)) {
		/* fp32 copy, the residual itself where that is fp32 */
		each = 4 * h;
		if (!st->frozen)
			each += (st->residual >= 4 ? 4 : 2) * h;
	} else {
		each = st->residual * h;
		if (st->autocast && st->residual < 4 && !job->compiled &&
		    !st->low_norms && f->layer_norm)
			each = 4 * h;
	}
	return each * f->norms / spread(job);
}

/* Dropout of an adapter keeps what it let through, and a mask. */
static double
of_adapter(const struct job *job, double width)
{
	const struct state *st = &job->state;
	double bytes = st->compute;

	if (st->huggingface && !st->autocast)
		bytes = st->adapter; /* cast to the adapter's type */
	if (st->adapter_dropout > 0)
		return width * (bytes + 1);
	return width * bytes;
}

/*
 * Unsloth's own backward passes of queries, keys and values, and of the MLP,
 * save the input they share once, make the MLP's product again and add what an
 * adapter makes in place (unsloth/kernels/fast_lora.py, LoRA_QKV and LoRA_MLP);
 * only where nothing is dropped.
 */
static bool
is_unsloths(const struct job *job)
{
	return is_framework(job, "unsloth") && job->state.adapter_dropout <= 0;
}

/* An adapter that casts or drops its input keeps a tensor of its own; else
 * all that read the same share one. */
static bool
keeps_own(const struct job *job)
{
	const struct state *st = &job->state;

	if (is_unsloths(job))
		return false;
	return st->adapter_dropout > 0 ||
	       (st->huggingface && st->adapter > st->compute) ||
	       (st->huggingface && st->autocast && st->adapter > 2);
}

/* Which tensor a matrix reads: 0 attention's normed input, 1 attention's
 * output, 2 the MLP's normed input, 3 the MLP's product, 4 latents. */
static int
input_of(const struct job *job, const struct linear *l)
{
	if (strcmp(l->name, "o") == 0)
		return 1;
	if (strcmp(l->name, "down") == 0)
		return 3;
	if (strcmp(l->name, "kv_b") == 0 ||
	    (job->s.latent && strcmp(l->name, "q") == 0))
		return 4;
	if (is_one_of(l->name, "q", "k", "v") ||
	    is_one_of(l->name, "q_a", "kv_a", "qkv"))
		return 0;
	return job->s.family->parallel && job->s.family->norms == 1 ? 0 : 2;
}

static double
width_of(const struct job *job, const struct linear *l)
{
	double width = l->in;

	if (l->expert)
		width *= job->s.experts_per_token;
	if (l->split_in)
		return width /
		       (l->expert ? job->cut.expert_tensor : job->cut.tensor);
	return width / spread(job);
}

/* Inputs of matrices that adapters are on. */
static double
of_adapted(const struct job *job, const struct block *block)
{
	bool seen[5] = { false };
	double sum = 0;

	for (size_t i = 0; i < block->count; i++) {
		const struct linear *l = &block->linears[i];
		int input = input_of(job, l);
		bool fused = is_framework(job, "litgpt") && input == 0;

		if (!linear_is_target(job->w, l, &job->s) ||
		    (input == 3 && is_unsloths(job)))
			continue;
		if (input == 1 && !keeps_own(job) &&
		    !fact_is(job->w, F_TRAIN_METHOD, "ia3"))
			continue; /* attention keeps its output itself */
		if (input < 4 && seen[input] && (fused || !keeps_own(job)))
			continue;
		seen[input] = true;
		if (fact_is(job->w, F_TRAIN_METHOD, "ia3"))
			/* what is scaled: down's input, the others' output */
			sum += job->state.compute *
			       (input == 3 ? l->in : l->out) / job->cut.tensor;
		else
			sum += of_adapter(job, width_of(job, l));
	}
	return sum;
}

/* Autocast's norms return fp32: LayerNorm always, RMSNorm written out where
 * its weight is. */
static bool
casts_for_each(const struct job *job)
{
	const struct state *st = &job->state;

	return st->autocast && st->compute < 4 && !st->megatron &&
	       !job->compiled && !st->low_norms &&
	       (st->residual >= 4 || job->s.family->layer_norm);
}

/* A matrix that the code holds in one with the matrix before it. */
static bool
is_fused(const struct job *job, const struct linear *l)
{
	const struct family *f = job->s.family;

	if (strcmp(l->name, "k") == 0 || strcmp(l->name, "v") == 0)
		return f->fused_qkv || is_framework(job, "litgpt");
	return strcmp(l->name, "up") == 0 && job->s.gated && f->fused_gate_up;
}

static double
of_inputs(const struct job *job, const struct block *block)
{
	bool each = casts_for_each(job);
	bool seen[5] = { false };
	double sum = 0;

	if (job->state.frozen)
		return of_adapted(job, block);
	for (size_t i = 0; i < block->count; i++) {
		const struct linear *l = &block->linears[i];
		int input = input_of(job, l);
		/* routed experts read gathered copies of their tokens */
		bool gathered = l->expert && input == 2;
		bool again = gathered
				 ? strcmp(l->name, "up") == 0 && job->s.gated
				 : input < 3 && seen[input];

		if (input == 1)
			continue; /* attention keeps its output itself */
		if (again && (!each || is_fused(job, l)))
			continue;
		seen[input] = true;
		sum += width_of(job, l) * job->state.compute;
	}
	return sum;
}

/* What the activation function and the product keep. */
static double
of_gate(const struct job *job, const struct block *block)
{
	double width = 0, c = job->state.compute;

	for (size_t i = 0; i < block->count; i++) {
		const struct linear *l = &block->linears[i];
		double copies = l->expert ? job->s.experts_per_token : 1;

		if (strcmp(l->name, "up") == 0)
			width += copies * l->out /
				 (l->expert ? job->cut.expert_tensor
					    : job->cut.tensor);
	}
	if (job->s.family->python_gelu && !job->compiled &&
	    !job->state.megatron && !is_framework(job, "litgpt"))
		/* x, tanh and 1 + tanh (autocast's pow makes them fp32), x / 2 */
		return width * (job->state.autocast ? 12 + c : 4 * c);
	if (!job->s.gated)
		return width * c;
	/* both branches, and the activated one unless it is fused */
	return width * c *
	       (job->compiled || job->state.megatron || has_liger(job) ||
			   is_framework(job, "unsloth")
		       ? 2
		       : 3);
}

/*
 * bitsandbytes before 0.43.2 keeps the input of every 4 bit matrix in an
 * attribute (autograd/_functions.py, MatMul4Bit: ctx.tensors), which lives as
 * long as the graph: through the next forward pass too, as the loss still
 * points to it.  litgpt pins such a version (pyproject.toml, 0.42).
 */
static double
of_quantised_inputs(const struct job *job)
{
	const struct shape *s = &job->s;
	double norms = s->family->parallel && s->family->norms == 1 ? 1 : 2;
	double once = norms * s->hidden + s->intermediate;
	double again = once + s->query;

	if (!is_framework(job, "litgpt") || job->state.packed <= 0)
		return 0;
	if (strncmp(fact_text(job->w, F_FRAMEWORK_VERSION), "2023", 4) == 0)
		again = 0; /* the longest batch came first then */
	return job->state.compute * (once + again);
}

/* torchtitan keeps every second matrix product and what attention returns
 * (torchtitan/distributed/activation_checkpoint.py, save list of "op"). */
double
activations_selective(const struct job *job, const struct block *block)
{
	const struct shape *s = &job->s;
	double c = job->state.compute, tensor = job->cut.tensor;
	double width = block == &s->moe
			   ? s->moe_intermediate * s->experts_per_token
			   : s->intermediate;
	struct kept kept;

	activations_of(job, block, &kept);
	if (job->state.megatron || is_framework(job, "ms-swift"))
		return kept.block; /* only core attention is recomputed */
	return kept.input +
	       c * ((2 * s->query + s->kv + width) / tensor + s->hidden);
}

/*
 * A block's forward pass that keeps nothing (modeling_llama.py, LlamaMLP): the
 * residual, the norm's output, both branches and their product, or an
 * activated branch and what an adapter adds to the other (peft/tuners/lora/
 * layer.py: the matrix' output, the adapter's, scaled, and their sum).  What
 * 4 bit matrices return has the type of what they are given.
 */
static double
of_passing(const struct job *job, double width)
{
	const struct state *st = &job->state;
	double branches = job->s.gated ? 3 : 2;
	double c =
	    st->packed > 0 ? fmax(st->compute, st->residual) : st->compute;

	if (st->frozen && !is_unsloths(job) &&
	    (fact_lists(job->w, F_TRAIN_LORA_TARGETS, "up") ||
		fact_lists(job->w, F_TRAIN_LORA_TARGETS, "all-linear")))
		branches++;
	return c * (branches * width / job->cut.tensor + 2 * job->s.hidden);
}

void
activations_of(const struct job *job, const struct block *block,
    struct kept *kept)
{
	const struct shape *s = &job->s;
	const struct state *st = &job->state;
	double h = s->hidden, c = st->compute;
	double width = block == &s->moe
			   ? s->moe_intermediate * s->experts_per_token
			   : s->intermediate;

	kept->input = st->residual * h / spread(job);
	kept->block = of_norms(job) + of_inputs(job, block) +
		      attention_kept(job) + of_gate(job, block) +
		      of_quantised_inputs(job);
	if (block == &s->moe) /* experts' outputs, to be weighted */
		kept->block += c * h * s->experts_per_token / spread(job);
	if (st->dropout > 0)
		kept->block += 2 * h / spread(job);
	kept->passing = of_passing(job, width);
	/* gradients of the MLP's branches beside what is saved */
	kept->working = (!s->gated           ? 2
			    : has_liger(job) ? 1
					     : 3) *
			    c * width / job->cut.tensor +
			2 * st->residual * h / spread(job);
}
