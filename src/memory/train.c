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

struct peaks {
	double activations, logits, working; /* forward and backward */
	double gathered; /* whole parameters of sharded blocks in flight */
	double gradients; /* when complete */
	double kept_gradients; /* those that are there in forward */
	double casts; /* autocast's copies of trained weights */
	double step; /* the optimizer's temporaries */
	const char *logits_how;
};

static double
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
	double rest =
	    floor(c->gpus / (c->expert_tensor * c->expert * c->pipeline));

	if (shards_of(job, from) == 1)
		return 1;
	return fmax(rest, 1);
}

static double
trained_count(const struct job *job, enum sharding from)
{
	const struct local *l = &job->local;

	if (job->state.frozen)
		return l->adapters / shards_of(job, from);
	return (local_total(job) - l->experts) / shards_of(job, from) +
	       l->experts / expert_shards(job, from);
}

static void
add_weights(struct job *job)
{
	const struct state *st = &job->state;
	const struct local *l = &job->local;
	double shards = shards_of(job, SHARD_ZERO3);
	double matrices = l->matrices + l->experts;
	double each = st->packed > 0 ? st->packed : st->weight;
	double head = st->packed > 0 && st->packed_head ? st->packed : st->ends;
	double ends = l->embedding * st->ends + l->head * head;
	const char *share =
	    shards > 1 ? arena_printf(job->w->arena, " / %.0f GPUs", shards)
		       : "";
	struct term *t;

	if (fact_is(job->w, F_TRAIN_OFFLOAD_PARAMS, "cpu") ||
	    fact_is(job->w, F_TRAIN_OFFLOAD_PARAMS, "nvme"))
		return;
	t = job_term(job, TERM_WEIGHTS, matrices * each / shards,
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

static bool
is_offloaded(const struct job *job, enum fact_id id)
{
	return fact_is(job->w, id, "cpu") || fact_is(job->w, id, "nvme");
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
}

/* Chunks of micro batches that a stage has under way (Megatron-LM
 * core/pipeline_parallel/schedules.py), in blocks of the model. */
static double
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

static void
measure_blocks(struct job *job, struct peaks *p)
{
	const struct shape *s = &job->s;
	double under_way = layers_in_flight(job) / s->layers;
	double tokens = job->batch.tokens, live = 0;

	for (int i = 0; i < 2; i++) {
		const struct block *b = i == 0 ? &s->dense : &s->moe;
		double layers = b->layers * under_way;
		struct kept kept;

		if (b->layers <= 0)
			continue;
		activations_of(job, b, &kept);
		if (job->checkpointing) {
			if (!is_offloaded(job, F_TRAIN_OFFLOAD_ACTIVATIONS))
				p->activations += layers * kept.input * tokens;
			live = fmax(live, (kept.block + kept.working) * tokens);
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
}

static void
measure(struct job *job, struct peaks *p)
{
	const struct state *st = &job->state;
	double accumulation = fact_number(job->w, F_TRAIN_ACCUMULATION, 1);
	double units = local_total(job);

	memset(p, 0, sizeof(*p));
	measure_blocks(job, p);
	p->logits = logits_peak(job, &p->logits_how);
	p->gradients = trained_count(job, SHARD_ZERO2) * st->grad;
	if (st->in_backward)
		p->gradients = fmin(p->gradients,
		    fmax(job->local.block, job->s.embedding) * st->grad);
	if (is_offloaded(job, F_TRAIN_OFFLOAD_OPTIMIZER) && st->deepspeed)
		p->gradients = 0;
	if (st->megatron || (accumulation > 1 && !st->in_backward))
		p->kept_gradients = p->gradients;
	if (st->autocast && !st->frozen && st->weight >= 4)
		p->casts = 2 * (job->local.matrices + job->local.experts +
				   job->s.embedding);
	if (job->cut.sharding == SHARD_FSDP ||
	    job->cut.sharding == SHARD_ZERO3) {
		double each = st->packed > 0 ? st->packed
			      : st->autocast || is_framework(job, "torchtitan")
				  ? st->compute
				  : st->weight;

		p->gathered =
		    fmin(2 * job->local.block * each +
			     (job->local.embedding + job->local.head) *
				 st->compute,
			units * each);
		if (!st->frozen)
			p->gathered += job->local.block * st->grad;
	}
	p->step = trained_count(job, SHARD_ZERO1) * st->step;
	if (st->deepspeed && !is_offloaded(job, F_TRAIN_OFFLOAD_OPTIMIZER))
		p->step = trained_count(job, SHARD_ZERO1) * 4;
	if (is_offloaded(job, F_TRAIN_OFFLOAD_OPTIMIZER))
		p->step = 0;
}

static void
add_forward(struct job *job, const struct peaks *p)
{
	const char *shape = arena_printf(job->w->arena, "%.0f x %.0f tokens",
	    job->batch.rows, job->batch.length);
	struct term *t;

	t = job_term(job, TERM_ACTIVATIONS, p->activations,
	    job->checkpointing ? "inputs of %.4g blocks for %s"
			       : "tensors kept by %.4g blocks for %s",
	    layers_in_flight(job), shape);
	BECAUSE(t, F_TRAIN_MICRO_BATCH, F_TRAIN_SEQ_LEN, F_TRAIN_CHECKPOINTING,
	    F_TRAIN_ATTENTION, F_MODEL_LAYERS, F_MODEL_HIDDEN);
	t = job_term(job, TERM_LOGITS, p->logits, "%s x %s vocabulary: %s",
	    shape, count_text(job, job->s.vocab), p->logits_how);
	BECAUSE(t, F_MODEL_VOCAB, F_TRAIN_MICRO_BATCH, F_TRAIN_SEQ_LEN,
	    F_TRAIN_LOSS);
	t = job_term(job, TERM_ACTIVATIONS, p->working,
	    job->checkpointing ? "one block recomputed, with its gradients"
			       : "gradients inside one block");
	BECAUSE(t, F_TRAIN_MICRO_BATCH, F_TRAIN_SEQ_LEN, F_MODEL_INTERMEDIATE);
}

static void
add_largest(struct job *job, const struct peaks *p)
{
	/* logits are gone when the first block's backward starts */
	double forward = p->activations + fmax(p->logits, p->working) +
			 p->kept_gradients + p->gathered;
	double backward =
	    p->gradients + p->working + p->gathered +
	    (job->checkpointing ? p->activations / fmax(1, job->s.layers) : 0);
	double step = p->gradients + p->step;
	struct peaks shown = *p;
	struct term *t;
	double gradients = p->kept_gradients;

	forward += p->casts;
	backward += p->casts;
	if (p->logits > p->working)
		shown.working = 0;
	else
		shown.logits = 0;
	if (forward >= backward && forward >= step) {
		job->e->phase = "forward and backward";
		add_forward(job, &shown);
	} else if (backward >= step) {
		job->e->phase = "end of backward";
		gradients = p->gradients;
		shown.activations = shown.logits = 0;
		shown.working = p->working;
		add_forward(job, &shown);
	} else {
		job->e->phase = "optimizer step";
		gradients = p->gradients;
		t = job_term(job, TERM_BUFFERS, p->step,
		    "temporaries of the optimizer's step");
		BECAUSE(t, F_TRAIN_OPTIMIZER);
		shown.gathered = shown.casts = 0;
	}
	t = job_term(job, TERM_GRADIENTS, gradients,
	    "%s trained parameters x %.0f bytes%s",
	    count_text(job, trained_count(job, SHARD_ZERO2)), job->state.grad,
	    job->state.in_backward ? ", the largest block's at a time" : "");
	BECAUSE(t, F_TRAIN_GRAD_DTYPE, F_TRAIN_METHOD, F_PARALLEL_SHARDING);
	t = job_term(job, TERM_BUFFERS, shown.casts,
	    "autocast's 16 bit copies of the trained weights");
	BECAUSE(t, F_TRAIN_PRECISION, F_LOAD_DTYPE);
	t = job_term(job, TERM_COMMUNICATION, shown.gathered,
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
	each = job->state.packed > 0 ? job->state.packed : job->state.weight;
	t = job_term(job, TERM_WEIGHTS,
	    ((l->matrices + l->experts) * each +
		(l->embedding + l->head + l->vectors) * job->state.ends) /
		shards_of(job, SHARD_ZERO3),
	    "the reference model");
	BECAUSE(t, F_TRAIN_REFERENCE_MODEL);
}

void
train_estimate(struct job *job)
{
	struct peaks p;

	add_weights(job);
	add_reference(job);
	add_states(job);
	measure(job, &p);
	add_largest(job, &p);
	allocator_finish(job, 0);
}
