/*
 * train: the ledger of a training step.
 *
 * Three moments are compared and the largest is told: the end of forward
 * (activations and logits are complete, gradients are there only if they are
 * kept between steps), the end of backward, and the optimizer's step.
 * Activations and gradients pass each other during backward at a steady rate,
 * so no moment between exceeds both ends.
 */

#include "memory/job.h"

#include <math.h>
#include <string.h>

static void
add_weights(struct job *job)
{
	const struct state *st = &job->state;
	const struct local *l = &job->local;
	double shards = shards_of(job, SHARD_ZERO3);
	double matrices = l->matrices + l->experts;
	double bytes = matrix_bytes(job), each = bytes / fmax(matrices, 1);
	double head = st->packed > 0 && st->packed_head ? st->packed : st->ends;
	double ends = l->embedding * st->ends + l->head * head;
	const char *share =
	    shards > 1 ? arena_printf(job->w->arena, " / %.0f GPUs", shards)
		       : "";
	struct term *t;

	if (fact_is(job->w, F_TRAIN_OFFLOAD_PARAMS, "cpu") ||
	    fact_is(job->w, F_TRAIN_OFFLOAD_PARAMS, "nvme"))
		return;
	t = job_term(job, TERM_WEIGHTS, bytes / shards,
	    "%s weights of matrices x %.4g bytes%s", count_text(job, matrices),
	    each, share);
	BECAUSE(t, F_MODEL_ID, F_MODEL_PARAMS, F_LOAD_DTYPE, F_QUANT_METHOD,
	    F_PARALLEL_SHARDING);
	t = job_term(job, TERM_WEIGHTS, (ends + l->vectors * st->ends) / shards,
	    "%s in embedding, head and norms x %.4g bytes%s",
	    count_text(job, l->embedding + l->head + l->vectors), st->ends,
	    share);
	BECAUSE(t, F_MODEL_VOCAB, F_LOAD_DTYPE);
	if (!st->frozen)
		return;
	t = job_term(job, TERM_ADAPTERS, l->adapters * st->adapter / shards,
	    "%s adapter parameters x %.0f bytes (%s)",
	    count_text(job, l->adapters), st->adapter, dtype_name(st->adapter));
	BECAUSE(t, F_TRAIN_LORA_RANK, F_TRAIN_LORA_TARGETS);
}

/* bitsandbytes packs the matrices of a tower as it packs the decoder's
 * (transformers/integrations/bitsandbytes.py). */
static void
add_tower_weights(struct job *job)
{
	const struct state *st = &job->state;
	double n = job->local.tower / shards_of(job, SHARD_ZERO3);
	bool packed = st->packed > 0 && is_packed_by_bitsandbytes(job);
	double each = packed ? st->packed : st->tower ? st->weight : st->loaded;
	struct term *t;

	if (is_offloaded(job, F_TRAIN_OFFLOAD_PARAMS))
		return;
	t = job_term(job, TERM_WEIGHTS, n * each,
	    "%s in the tower beside the decoder x %.4g bytes",
	    count_text(job, n), each);
	BECAUSE(t, F_MODEL_TOWER_PARAMS, F_TRAIN_TOWER, F_LOAD_DTYPE);
}

static void
add_states(struct job *job)
{
	const struct state *st = &job->state;
	double n = trained_count(job, SHARD_ZERO1);
	struct term *t;

	if (is_offloaded(job, F_TRAIN_OFFLOAD_OPTIMIZER))
		return;
	if (st->master > 0) {
		t = job_term(job, TERM_MASTER_WEIGHTS, n * st->master,
		    "%s trained parameters x %.0f bytes (fp32 copy)",
		    count_text(job, n), st->master);
		BECAUSE(t, F_TRAIN_MASTER_WEIGHTS, F_PARALLEL_SHARDING);
	}
	if (st->paged)
		return;
	t = job_term(job, TERM_OPTIMIZER, n * st->optimizer,
	    "%s trained parameters x %.3g bytes (%s)", count_text(job, n),
	    st->optimizer, st->optimizer_name);
	BECAUSE(t, F_TRAIN_OPTIMIZER, F_PARALLEL_SHARDING);
	t = job_term(job, TERM_OPTIMIZER,
	    job->local.embedding / shards_of(job, SHARD_ZERO1) * st->wide,
	    "%s in the embedding x %.3g bytes more (32 bit states)",
	    count_text(job, job->local.embedding / shards_of(job, SHARD_ZERO1)),
	    st->wide);
	BECAUSE(t, F_TRAIN_OPTIMIZER, F_MODEL_VOCAB);
}

static void
add_forward(struct job *job, const struct peaks *p)
{
	const char *shape = arena_printf(job->w->arena, "%.0f x %.0f tokens",
	    job->batch.rows, job->batch.length);
	struct term *t;

	t = job_term(job, TERM_ACTIVATIONS, p->activations - p->masks,
	    job->checkpointing ? "inputs of %.4g blocks for %s"
			       : "tensors kept by %.4g blocks for %s",
	    layers_in_flight(job), shape);
	BECAUSE(t, F_TRAIN_MICRO_BATCH, F_TRAIN_SEQ_LEN, F_TRAIN_CHECKPOINTING,
	    F_TRAIN_ATTENTION, F_MODEL_LAYERS, F_MODEL_HIDDEN);
	t = job_term(job, TERM_ACTIVATIONS, p->masks,
	    "attention masks of the batches under way");
	BECAUSE(t, F_TRAIN_BATCH_MASK, F_TRAIN_SEQ_LEN);
	if (job->batch.answers != job->batch.tokens && job->batch.rows > 0)
		shape = arena_printf(job->w->arena, "%.0f x %.0f tokens",
		    job->batch.rows, job->batch.answers / job->batch.rows);
	t = job_term(job, TERM_LOGITS, p->logits, "%s x %s vocabulary: %s",
	    shape, count_text(job, job->s.vocab), p->logits_how);
	BECAUSE(t, F_MODEL_VOCAB, F_TRAIN_MICRO_BATCH, F_TRAIN_SEQ_LEN,
	    F_TRAIN_ANSWER_LEN, F_TRAIN_LOSS);
	t = job_term(job, TERM_ACTIVATIONS, p->working,
	    job->checkpointing ? "one block recomputed, with its gradients"
			       : "gradients inside one block");
	BECAUSE(t, F_TRAIN_MICRO_BATCH, F_TRAIN_SEQ_LEN, F_MODEL_INTERMEDIATE);
}

/* The largest of three moments, and what is left of the peaks in it. */
static void
pick_moment(struct job *job, struct peaks *p)
{
	double accumulated = p->kept_gradients + p->bucket + p->casts;
	/* the loss goes back before the blocks do, the next of which is being
	 * gathered */
	double loss = p->activations + p->logits + p->gathered_loss;
	double blocks = p->activations + p->working + p->gathered;
	double forward = fmax(loss, blocks) + accumulated;
	/* logits are gone when the first block's backward starts */
	double backward = p->scattered + p->working + p->gathered + p->tied +
			  p->block_gradient + p->bucket;
	double step = p->gradients + p->step + p->bucket;
	double common = p->kept_gradients + p->bucket;

	/* gradients of adapters are small beside what they share */
	p->other = fmin(forward - common,
	    p->step +
		(job->state.frozen ? 0 : p->gradients - p->kept_gradients));

	if (job->state.frozen)
		p->apart = job->state.huggingface ? p->other : 0;
	else if (is_flat(job))
		p->apart = p->other;
	else if (forward < fmax(backward, step) &&
		 (job->state.huggingface || is_framework(job, "torchtune")))
		p->apart = fmax(0, forward - common - p->casts);

	if (forward >= backward && forward >= step) {
		job->e->phase = "forward and backward";
		p->gradients = p->kept_gradients;
		p->step = p->tied = p->block_gradient = 0;
		if (loss > blocks) {
			p->working = 0;
			/* a block less; its segment stays with its stream */
			p->streams += p->gathered - p->gathered_loss;
			p->gathered = p->gathered_loss;
		} else
			p->logits = 0;
	} else if (backward >= step) {
		job->e->phase = "end of backward";
		p->segments = 0;
		p->gradients = p->scattered;
		p->activations = p->masks = p->logits = p->casts = p->step = 0;
	} else {
		job->e->phase = "optimizer step";
		p->segments = 0;
		p->activations = p->masks = p->logits = p->casts = 0;
		p->gathered = p->working = p->tied = p->block_gradient = 0;
	}
}

static void
add_moment(struct job *job, const struct peaks *p)
{
	struct term *t;

	add_forward(job, p);
	t = job_term(job, TERM_GRADIENTS, p->gradients,
	    "%s trained parameters x %.0f bytes%s",
	    count_text(job, trained_count(job, SHARD_ZERO2)), job->state.grad,
	    job->state.in_backward ? ", the largest block's at a time" : "");
	BECAUSE(t, F_TRAIN_GRAD_DTYPE, F_TRAIN_METHOD, F_PARALLEL_SHARDING);
	t = job_term(job, TERM_GRADIENTS, p->tied,
	    "the head's gradient of the shared embedding, before it is added");
	BECAUSE(t, F_MODEL_TIED_EMBEDDINGS, F_MODEL_VOCAB);
	t = job_term(job, TERM_BUFFERS, p->casts,
	    "autocast's 16 bit copies of the trained weights");
	BECAUSE(t, F_TRAIN_PRECISION, F_LOAD_DTYPE);
	t = job_term(job, TERM_BUFFERS, p->step,
	    "temporaries of the optimizer's step");
	BECAUSE(t, F_TRAIN_OPTIMIZER);
	t = job_term(job, TERM_BUFFERS, p->bucket,
	    "DeepSpeed's flat buffer of gradients");
	BECAUSE(t, F_PARALLEL_REDUCE_BUCKET, F_PARALLEL_SHARDING);
	t = job_term(job, TERM_COMMUNICATION, p->block_gradient,
	    "one block's gradients, whole, before they are scattered");
	BECAUSE(t, F_PARALLEL_SHARDING);
	t = job_term(job, TERM_COMMUNICATION, p->gathered,
	    "blocks gathered whole for the computation");
	BECAUSE(t, F_PARALLEL_SHARDING);
}

/* A second, whole model that only answers. */
static void
add_reference(struct job *job)
{
	const struct local *l = &job->local;
	double each;
	struct term *t;

	if (!fact_is(job->w, F_TRAIN_REFERENCE_MODEL, "full"))
		return;
	each = job->state.packed > 0 ? job->state.packed : job->state.loaded;
	t = job_term(job, TERM_WEIGHTS,
	    ((l->matrices + l->experts) * each +
		(l->embedding + l->head + l->vectors) * job->state.loaded) /
		shards_of(job, SHARD_ZERO3),
	    "the reference model");
	BECAUSE(t, F_TRAIN_REFERENCE_MODEL);
}

static void
add_companions(struct job *job)
{
	struct term *t = job_term(job, TERM_WEIGHTS, job->companions,
	    "other models on the same GPUs");

	BECAUSE(t, F_TRAIN_OTHER_MODELS);
}

/* vLLM fills its share of the card with weights and cache, and keeps it where
 * it is not put to sleep (vllm-project/vllm vllm/v1/worker/gpu_worker.py). */
static void
add_rollouts(struct job *job)
{
	double share = fact_number(job->w, F_TRAIN_ROLLOUT_SHARE, 0);
	double card = fact_number(job->w, F_TARGET_VRAM, 0);
	struct term *t;

	if (!(share > 0 && share <= 1))
		return;
	t = job_term(job, TERM_KV_CACHE, share * card,
	    "%.0f %% of the card, which vLLM keeps for rollouts", 100 * share);
	BECAUSE(t, F_TRAIN_ROLLOUT_SHARE, F_TARGET_GPU);
}

void
train_estimate(struct job *job)
{
	struct peaks p;

	add_weights(job);
	add_tower_weights(job);
	add_reference(job);
	add_companions(job);
	add_rollouts(job);
	add_states(job);
	peaks_measure(job, &p);
	pick_moment(job, &p);
	add_moment(job, &p);
	allocator_finish(job, &p);
}
