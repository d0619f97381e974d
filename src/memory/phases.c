/*
 * phases: what is there at which moment of a training step.
 *
 * The end of forward: everything that backward needs, and the loss.  The end
 * of backward: gradients, and one block's work.  The optimizer's step:
 * gradients and its temporaries (DeepSpeed's are the fp32 copy of this rank's
 * gradients: runtime/zero/stage_1_and_2.py, single_partition_of_fp32_groups;
 * Megatron-LM's too where gradients are in 16 bit: core/optimizer/optimizer.py,
 * _copy_model_grads_to_main_grads).
 */

#include "memory/job.h"

#include <math.h>
#include <string.h>

double
shards_of(const struct job *job, enum sharding from)
{
	enum sharding s = job->cut.sharding;

	if (s == SHARD_FSDP)
		s = SHARD_ZERO3;
	if (s == SHARD_FSDP_GRAD_OP)
		s = SHARD_ZERO2;
	if (s == SHARD_DISTOPT)
		s = SHARD_ZERO1;
	return s >= from && s != SHARD_NONE ? job->cut.shards : 1;
}

/* Experts are shared by fewer ranks: what is left of the job's GPUs. */
static double
expert_shards(const struct job *job, enum sharding from)
{
	const struct cut *c = &job->cut;
	double rest = floor(c->gpus / (c->expert_tensor * c->expert *
					  c->pipeline * c->shard_groups));

	if (shards_of(job, from) == 1)
		return 1;
	return fmax(rest, 1);
}

double
trained_count(const struct job *job, enum sharding from)
{
	const struct local *l = &job->local;

	if (job->state.frozen)
		return l->adapters / shards_of(job, from);
	if (job->state.one_block)
		return l->block / shards_of(job, from);
	return (local_total(job) - l->experts +
		   (job->state.tower ? l->tower : 0)) /
		   shards_of(job, from) +
	       l->experts / expert_shards(job, from);
}

bool
is_offloaded(const struct job *job, enum fact_id id)
{
	return fact_is(job->w, id, "cpu") || fact_is(job->w, id, "nvme");
}

/* Chunks of micro batches that a stage has under way (Megatron-LM
 * core/pipeline_parallel/schedules.py), in blocks of the model. */
double
layers_in_flight(const struct job *job)
{
	const struct cut *c = &job->cut;
	double here = job->local.layers, per_chunk, warmup, micro;

	if (c->pipeline <= 1 || job->state.huggingface)
		return here;
	micro = floor(fact_number(job->w, F_TRAIN_GLOBAL_BATCH, 0) /
		      (c->data * fmax(1, job->batch.rows)));
	if (micro < 1)
		micro = fact_number(job->w, F_TRAIN_ACCUMULATION, 1e9);
	if (c->virtual_stages > 1) {
		per_chunk = here / c->virtual_stages;
		warmup = (c->first ? (c->pipeline - 1) * 2 : 0) +
			 (c->virtual_stages - 1) * c->pipeline + 1;
		return per_chunk * fmin(warmup, micro * c->virtual_stages);
	}
	return here * fmin(micro, c->first ? c->pipeline : 1);
}

/*
 * Packed matrices are unpacked to be multiplied with.  bitsandbytes does so
 * one at a time (bitsandbytes/autograd/_functions.py); AutoGPTQ's kernel for
 * training makes a plain tensor of it that autograd keeps, with integers of
 * 7 bytes a weight on the way (auto_gptq/nn_modules/qlinear/qlinear_cuda.py).
 */
struct unpacked {
	double kept; /* by one block */
	double working;
};

static struct unpacked
unpacked_of(const struct job *job, const struct block *block)
{
	struct unpacked u = { 0, 0 };
	double largest = block_largest(block) / job->cut.tensor;

	if (job->state.packed <= 0)
		return u;
	u.working = 2 * largest;
	if (fact_is(job->w, F_QUANT_METHOD, "gptq")) {
		u.kept = 2 * block_matrices(block) / job->cut.tensor;
		u.working = 7 * largest;
	}
	return u;
}

/*
 * Unsloth keeps the blocks' inputs in host memory, unless rows are short
 * (unsloth/models/_utils.py, apply_unsloth_gradient_checkpointing; since April
 * 2024).
 */
static bool
keeps_inputs_on_host(const struct job *job)
{
	if (is_offloaded(job, F_TRAIN_OFFLOAD_ACTIVATIONS))
		return true;
	return is_framework(job, "unsloth") && job->checkpointing &&
	       !fact_known(job->w, F_TRAIN_OFFLOAD_ACTIVATIONS) &&
	       job->batch.length >= 512 && !is_before(job, "2024-04");
}

/*
 * Megatron-LM's data sets make a mask of a byte for each pair of tokens, and
 * every chunk of every micro batch under way copies one to its GPU
 * (core/datasets/gpt_dataset.py, create_attention_mask; pretrain_gpt.py,
 * get_batch).  Where chunks are interleaved some outlive the step: what two
 * machines hold after one of tests/functional_tests/test_cases/gpt/
 * gpt3_7b_tp1_pp4_memory_speed differs by just 4 x (8192 x 8192 + 12 x 8192)
 * bytes, a mask with its labels and loss mask each.
 */
static double
masks(const struct job *job)
{
	const struct cut *c = &job->cut;
	double chunks = c->pipeline > 1 ? c->virtual_stages : 1;
	double under_way =
	    job->local.layers > 0
		? layers_in_flight(job) / job->local.layers * chunks
		: 1;

	if (!fact_flag(job->w, F_TRAIN_BATCH_MASK, false))
		return 0;
	return under_way * job->batch.tokens * job->batch.length * c->context;
}

/*
 * Attention's tensors are smaller than the MLP's, and come first: the norm's
 * output, queries, keys and values, what attention returns and what its matrix
 * does, less the two that the MLP takes again.  Inputs that stay on the GPU take
 * the places of all.
 */
static double
attention_passing(const struct job *job)
{
	const struct shape *s = &job->s;

	return job->state.compute *
	       (s->hidden + 2 * (s->query + s->kv) / job->cut.tensor);
}

static void
measure_blocks(struct job *job, struct peaks *p)
{
	const struct shape *s = &job->s;
	double under_way = layers_in_flight(job) / s->layers;
	double tokens = job->batch.tokens, live = 0, passing = 0;

	for (int i = 0; i < 2; i++) {
		const struct block *b = i == 0 ? &s->dense : &s->moe;
		double layers = b->layers * under_way;
		struct kept kept;
		struct unpacked u;

		if (b->layers <= 0)
			continue;
		activations_of(job, b, &kept);
		u = unpacked_of(job, b);
		kept.block += u.kept / fmax(tokens, 1);
		kept.working += u.working / fmax(tokens, 1);
		if (job->checkpointing) {
			if (keeps_inputs_on_host(job))
				kept.passing += attention_passing(job);
			else
				p->activations += layers * kept.input * tokens;
			live = fmax(live, (kept.block + kept.working) * tokens);
			passing = fmax(passing, kept.passing * tokens);
		} else if (job->selective) {
			p->activations +=
			    layers * tokens * activations_selective(job, b);
			live = fmax(live, (kept.block + kept.working) * tokens);
		} else {
			if (!is_offloaded(job, F_TRAIN_OFFLOAD_ACTIVATIONS))
				p->activations += layers * kept.block * tokens;
			live = fmax(live, kept.working * tokens);
		}
	}
	p->working = live;
	p->passing = passing;
}

/*
 * litgpt accumulates under FSDP's no_sync (litgpt/finetune/lora.py, full.py):
 * gradients stay whole until the step, those of frozen weights too, as they
 * share a flat parameter with what is trained.  Then each goes as its shard
 * comes.  Embedding and head share the root's: what each had, and the two
 * joined, are there at the end of backward.
 */
static bool
accumulates(const struct job *job)
{
	return !fact_is(job->w, F_TRAIN_STAGE, "pretrain") &&
	       fact_number(job->w, F_TRAIN_ACCUMULATION, 2) > 1;
}

/*
 * DeepSpeed keeps up to stage3_max_live_parameters, 1e9, whole (runtime/zero/
 * config.py).  FSDP gathers one block ahead of the one that computes, and keeps what is
 * in no block - embedding and head - whole from forward to backward (torch/
 * distributed/fsdp/_fully_shard).  Gathering and scattering run on streams of
 * their own, and the caching allocator keeps memory by stream: what the
 * largest unit's gradients take there is reserved beside everything else.
 */
static void
measure_gathered(struct job *job, struct peaks *p)
{
	const struct state *st = &job->state;
	const struct local *l = &job->local;
	double whole = local_total(job), ends = l->embedding + l->head;
	double each = st->weight;
	bool fsdp = job->cut.sharding == SHARD_FSDP;

	if (!fsdp && job->cut.sharding != SHARD_ZERO3)
		return;
	if (st->packed > 0)
		each = st->packed;
	else if (st->autocast || is_framework(job, "torchtitan"))
		each = st->compute;
	if (is_framework(job, "torchtune")) /* ends are units of their own */
		ends = fmax(l->embedding, l->head);
	p->gathered =
	    fmin(2 * l->block * each + ends * st->compute, whole * each);
	p->gathered_loss =
	    fmin(l->block * each + ends * st->compute, whole * each);
	if (!fsdp)
		p->gathered = p->gathered_loss =
		    fmin(fmax(1e9 * each, p->gathered), whole * each);
	if (!st->frozen)
		p->block_gradient = l->block * st->grad;
	if (is_framework(job, "litgpt") && accumulates(job)) {
		p->gathered += whole * st->grad;
		p->gathered_loss += whole * st->grad;
		if (!st->frozen) {
			p->kept_gradients = p->scattered = 0;
			p->block_gradient = 2 * ends * st->grad;
		}
	} else if (fsdp && !st->frozen)
		p->streams = is_framework(job, "torchtune")
				 ? fmax(ends, l->block) * st->grad
				 : (ends + 2 * l->block) * st->grad;
}

/* Autocast keeps the 16 bit copies of trained fp32 weights until the forward
 * pass ends, and backward holds them too (aten/src/ATen/autocast_mode.cpp).
 * Those of frozen weights are not cached: they live as long as the block that
 * they were made for.  Packed matrices are unpacked in 16 bit, and have none. */
static double
cast_copies(const struct job *job)
{
	const struct state *st = &job->state;
	double blocks = job->local.matrices + job->local.experts;
	double head = job->local.head +
		      (job->s.tied && job->s.head ? job->local.embedding : 0);

	if (!st->autocast || st->weight < 4 ||
	    is_framework(job, "torchtitan") || shards_of(job, SHARD_ZERO3) > 1)
		return 0;
	if (st->packed > 0)
		blocks = st->packed_experts ? job->local.matrices : 0;
	else if (st->frozen && job->checkpointing)
		blocks = job->local.block;
	return 2 * (blocks + head);
}

/*
 * DeepSpeed copies gradients into a flat buffer of reduce_bucket_size elements
 * in 16 bit, however few parameters are trained (DeepSpeed 0.19 runtime/zero/
 * stage_1_and_2.py, setup_buckets; stage3.py, ipg_buckets), in stages 1 and 2
 * two of them where communication overlaps.  The default is 5e8 (runtime/zero/
 * config.py).  For `auto`, which is what stage 3's examples have, transformers
 * writes the square of the hidden size (integrations/deepspeed.py,
 * trainer_config_finalize).
 */
static void
measure_bucket(struct job *job, struct peaks *p)
{
	const double common = 5e8, swift = 2e8;
	double automatic = job->s.hidden * job->s.hidden, elements = common;
	double bytes, most;

	if (!job->state.deepspeed || job->cut.sharding == SHARD_NONE)
		return;
	if (is_framework(job, "ms-swift")) /* swift/config/zero2.json */
		elements = swift;
	if (job->state.huggingface && job->cut.sharding == SHARD_ZERO3)
		elements = automatic;
	bytes = 2 * fact_number(job->w, F_PARALLEL_REDUCE_BUCKET, elements);
	most = fact_known(job->w, F_PARALLEL_REDUCE_BUCKET)
		   ? 2 * bytes
		   : fmax(bytes, 4 * common);
	p->bucket = bytes;
	if (job->cut.sharding != SHARD_ZERO3 &&
	    fact_flag(job->w, F_PARALLEL_OVERLAP_COMM, false))
		p->bucket = 2 * bytes;
	if (!fact_known(job->w, F_PARALLEL_OVERLAP_COMM) ||
	    !fact_known(job->w, F_PARALLEL_REDUCE_BUCKET))
		p->bucket_more = fmax(0, most - p->bucket);
}

static void
measure_gradients(struct job *job, struct peaks *p)
{
	const struct state *st = &job->state;
	bool offloaded = is_offloaded(job, F_TRAIN_OFFLOAD_OPTIMIZER);

	p->gradients = trained_count(job, SHARD_ZERO2) * st->grad;
	if (st->in_backward)
		p->gradients = fmin(p->gradients,
		    fmax(job->local.block, job->local.embedding) * st->grad);
	if (offloaded && (st->deepspeed || job->cut.sharding == SHARD_FSDP))
		p->gradients = 0;
	p->scattered = p->gradients;
	/* stage 3's are one flat tensor (grad_partitions_flat_buffer);
	 * torch's zero_grad wrote zeros, and kept them, until 2.0 */
	if (st->megatron || (is_before(job, "2023-03") && !st->in_backward) ||
	    (st->deepspeed && job->cut.sharding == SHARD_ZERO3) ||
	    (fact_number(job->w, F_TRAIN_ACCUMULATION, 1) > 1 &&
		!st->in_backward))
		p->kept_gradients = p->gradients;
	if (job->s.tied && job->s.head && !st->frozen && !st->one_block &&
	    !st->megatron && job->cut.sharding == SHARD_NONE)
		p->tied = job->local.embedding * st->grad;
}

void
peaks_measure(struct job *job, struct peaks *p)
{
	const struct state *st = &job->state;

	memset(p, 0, sizeof(*p));
	measure_blocks(job, p);
	p->masks = masks(job);
	p->activations += p->masks;
	p->logits = logits_peak(job, &p->logits_how);
	measure_gradients(job, p);
	measure_gathered(job, p);
	measure_bucket(job, p);
	p->segments =
	    p->activations + p->passing + p->logits * logits_segments(job);
	p->casts = cast_copies(job);
	if (is_offloaded(job, F_TRAIN_OFFLOAD_OPTIMIZER))
		return;
	p->step = trained_count(job, SHARD_ZERO1) * (st->main_grad + st->step);
	if (job->cut.sharding == SHARD_ZERO3)
		p->step = fmin(p->step, 4e9); /* sub_group_size 1e9 */
}
